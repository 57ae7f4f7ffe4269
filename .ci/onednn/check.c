// Runs the shims of Sources/COneDNN against plain loops; for whichever oneDNN it is compiled with.
#include "shim.h"
#include <math.h>
#include <stdio.h>

typedef conednn_convolution_shape shape;

static float *numbers(size_t count, size_t step) {
  float *result = malloc(sizeof(float) * count);
  for (size_t i = 0; i < count; i++) result[i] = (float)(i * step % 17) / 8 - 1;
  return result;
}

// Adds what each pair of elements contributes to the result, in double precision.
static void expect(shape s, int kind, const float *p, const float *k, const float *o, double *sums) {
  const int64_t depth = s.channels / s.groups, width = s.filters / s.groups;
  for (int64_t n = 0; n < s.batch; n++)
    for (int64_t y = 0; y < s.output[0]; y++)
      for (int64_t x = 0; x < s.output[1]; x++)
        for (int64_t u = 0; u < s.size[0]; u++)
          for (int64_t v = 0; v < s.size[1]; v++) {
            const int64_t row = y * s.stride[0] + u * s.dilation[0] - s.before[0];
            const int64_t column = x * s.stride[1] + v * s.dilation[1] - s.before[1];
            if (row < 0 || column < 0 || row >= s.input[0] || column >= s.input[1]) continue;
            for (int64_t f = 0; f < s.filters; f++)
              for (int64_t c = 0; c < depth; c++) {
                const int64_t at = (n * s.input[0] + row) * s.input[1] + column;
                const int64_t i = at * s.channels + f / width * depth + c;
                const int64_t j = ((u * s.size[1] + v) * depth + c) * s.filters + f;
                const int64_t l = ((n * s.output[0] + y) * s.output[1] + x) * s.filters + f;
                if (kind == conednn_forward) sums[l] += (double)p[i] * k[j];
                else if (kind == conednn_picture_gradient) sums[i] += (double)o[l] * k[j];
                else sums[j] += (double)p[i] * o[l];
              }
          }
}

static int check(shape s, int kind, int has_bias) {
  const size_t counts[3] = {
      s.batch * s.input[0] * s.input[1] * s.channels,
      s.size[0] * s.size[1] * (s.channels / s.groups) * s.filters,
      s.batch * s.output[0] * s.output[1] * s.filters,
  };
  const size_t count = counts[conednn_result(kind)];
  float *parts[3] = {numbers(counts[0], 7), numbers(counts[1], 5), numbers(counts[2], 3)};
  float *bias = numbers(s.filters, 11), *result = parts[conednn_result(kind)];
  double *sums = calloc(count, sizeof(double)), worst = 0;
  for (size_t i = 0; has_bias && i < count; i++) sums[i] = bias[i % s.filters];
  expect(s, kind, parts[0], parts[1], parts[2], sums);
  conednn_convolution *plan = conednn_convolution_create(kind, has_bias, s);
  const char *name = "none";
  if (plan) {
    dnnl_primitive_desc_query(plan->step.desc, dnnl_query_impl_info_str, 0, (void *)&name);
    if (conednn_convolution_run(plan, parts[0], parts[1], bias, parts[2]) != 0) worst = INFINITY;
    for (size_t i = 0; i < count; i++) {
      const double error = fabs(result[i] - sums[i]) / fmax(1, fabs(sums[i]));
      if (!(error <= worst)) worst = error;
    }
  }
  printf("kind %d, bias %d, groups %d: %s, error %.1e\n", kind, has_bias, (int)s.groups, name, worst);
  conednn_convolution_destroy(plan);
  for (int i = 0; i < 3; i++) free(parts[i]);
  free(bias);
  free(sums);
  return !(worst < 1e-5);
}

int main(void) {
  const dnnl_version_t *version = dnnl_version();
  printf("oneDNN %d.%d.%d\n", version->major, version->minor, version->patch);
  int failures = version->major != DNNL_VERSION_MAJOR;
  conednn_set_threads(1);
  const shape shapes[] = {
      {4, 8, 16, 1, {9, 7}, {9, 7}, {3, 3}, {1, 1}, {1, 1}, {1, 1}, {1, 1}},
      {2, 3, 5, 1, {11, 10}, {5, 4}, {3, 3}, {2, 2}, {1, 1}, {0, 0}, {0, 0}},
      {2, 16, 32, 4, {8, 8}, {6, 6}, {3, 3}, {1, 1}, {1, 1}, {0, 0}, {0, 0}},
      {2, 16, 16, 16, {8, 8}, {4, 4}, {3, 3}, {1, 1}, {2, 2}, {0, 0}, {0, 0}},
  };
  for (int kind = conednn_forward; kind <= conednn_kernel_gradient; kind++)
    for (int has_bias = 0; has_bias <= (kind == conednn_forward); has_bias++)
      for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        failures += check(shapes[i], kind, has_bias);
  const float a[6] = {1, 2, 3, 4, 5, 6}, b[6] = {1, 0, 0, 1, 1, 1}, product[4] = {4, 5, 10, 11};
  float c[4] = {0};
  failures += conednn_sgemm(0, 0, 2, 2, 3, a, 3, b, 2, 0, c, 2) != 0;
  for (int i = 0; i < 4; i++) failures += c[i] != product[i];
  return failures;
}
