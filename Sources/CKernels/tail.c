#include "loops.h"

// Vectors are handed to functions that are always inlined: no other code has to agree on how.
#pragma clang diagnostic ignored "-Wpsabi"

// Sixteen numbers: one register where the processor has such wide ones, else several.
typedef float vector __attribute__((vector_size(64), aligned(4)));
typedef int32_t integers __attribute__((vector_size(64), aligned(4)));
enum { lanes = 16, most_units = 4 };

BODY vector load(const float *from) { return *(const vector *)from; }

BODY vector splat(float x) { return (vector){0} + x; }

// What is not a number stays so.
BODY vector at_least(vector x, vector floor) {
  const integers below = x < floor;
  return (vector)((below & (integers)floor) | (~below & (integers)x));
}

// The plain way, for rows that hold what is not a number or infinite.
BODY float plain_sum(const ckernels_tail *tail, const float *h, const float *changes,
                     const ckernels_change *change, ptrdiff_t unit) {
  float sum = tail->bias[unit];
  for (ptrdiff_t c = 0; c < tail->hidden; c++) {
    float x = h[c];
    for (ptrdiff_t j = 0; j < change->inputs; j++) x += changes[j] * change->kernel[j * tail->stride + c];
    for (ptrdiff_t k = 0; k < change->replaced; k++)
      if (change->places[k] == c) x = change->constants[k];
    sum += (x < tail->floor ? tail->floor : x) * tail->second[unit * tail->stride + c];
  }
  return sum;
}

// Adds some vectors' worth of hidden numbers of one row to the sums of each unit.
BODY void add_block(vector *sums, ptrdiff_t units, const float *h, const float *changes,
                    const float *kernel, ptrdiff_t inputs, ptrdiff_t stride, vector floor,
                    const float *second, ptrdiff_t width) {
#pragma clang fp contract(fast)
  vector x[4];
  for (ptrdiff_t v = 0; v < width; v++) x[v] = load(h + v * lanes);
  for (ptrdiff_t j = 0; j < inputs; j++) {
    const vector change = splat(changes[j]);
    for (ptrdiff_t v = 0; v < width; v++) x[v] += change * load(kernel + j * stride + v * lanes);
  }
  for (ptrdiff_t v = 0; v < width; v++) x[v] = at_least(x[v], floor);
  for (ptrdiff_t u = 0; u < units; u++)
    for (ptrdiff_t v = 0; v < width; v++) sums[u] += x[v] * load(second + u * stride + v * lanes);
}

// Halves are added to halves, which takes four steps where one lane after the other takes fifteen.
BODY float total(vector x) {
  typedef float half __attribute__((vector_size(32)));
  typedef float quarter __attribute__((vector_size(16)));
  const half h = __builtin_shufflevector(x, x, 0, 1, 2, 3, 4, 5, 6, 7) +
                 __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15);
  const quarter q = __builtin_shufflevector(h, h, 0, 1, 2, 3) + __builtin_shufflevector(h, h, 4, 5, 6, 7);
  return (q[0] + q[2]) + (q[1] + q[3]);
}

BODY void tail_sums(const ckernels_tail *tail, const ckernels_change *change, ptrdiff_t units,
                    float *result) {
  const ptrdiff_t hidden = tail->hidden, stride = tail->stride, inputs = change->inputs;
  const vector floor = splat(tail->floor);
  // What is replaced counts for every row alike: it goes into the bias and out of the kernel.
  float *second = change->scratch, bias[most_units];
  memcpy(second, tail->second, sizeof(float) * (size_t)(units * stride));
  for (ptrdiff_t u = 0; u < units; u++) {
    bias[u] = tail->bias[u];
    for (ptrdiff_t k = 0; k < change->replaced; k++) {
      const float x = change->constants[k];
      float *weight = second + u * stride + change->places[k];
      bias[u] += (x < tail->floor ? tail->floor : x) * *weight;
      *weight = 0;
    }
  }
  const ptrdiff_t whole = hidden / (4 * lanes) * (4 * lanes), even = hidden / lanes * lanes;
  for (ptrdiff_t i = 0; i < change->count; i++) {
    const float *h = change->values + change->rows[i] * hidden;
    const float *changes = change->changes + i * inputs;
    vector sums[most_units] = {{0}};
    ptrdiff_t c = 0;
    for (; c < whole; c += 4 * lanes)
      add_block(sums, units, h + c, changes, change->kernel + c, inputs, stride, floor, second + c, 4);
    for (; c < even; c += lanes)
      add_block(sums, units, h + c, changes, change->kernel + c, inputs, stride, floor, second + c, 1);
    if (c < hidden) {
      float rest[lanes] = {0};
      for (ptrdiff_t k = c; k < hidden; k++) rest[k - c] = h[k];
      add_block(sums, units, rest, changes, change->kernel + c, inputs, stride, floor, second + c, 1);
    }
    for (ptrdiff_t u = 0; u < units; u++) {
      float sum = total(sums[u]) + bias[u];
      // Infinity times a weight of zero: the replaced number would not have met it.
      result[i * units + u] = sum - sum == 0 ? sum : plain_sum(tail, h, changes, change, u);
    }
  }
}

BODY void ckernels_tail_sums_body(const ckernels_tail *tail, const ckernels_change *change,
                                  float *result) {
  if (tail->units == 1) tail_sums(tail, change, 1, result);
  else tail_sums(tail, change, tail->units, result);
}

DISPATCHED(ckernels_tail_sums,
           (const ckernels_tail *tail, const ckernels_change *change, float *result),
           (tail, change, result))
