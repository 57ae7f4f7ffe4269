#include "vectors.h"

enum { most_units = 4, rows_together = 6 };

// What is not a number stays so.
BODY vector at_least(vector x, vector floor) { return choose(x < floor, floor, x); }

// The plain way, for rows that hold what is not a number or infinite.
BODY float plain_sum(const ckernels_tail *tail, const ckernels_change *change, ptrdiff_t row,
                     ptrdiff_t unit) {
  float sum = tail->bias[unit];
  for (ptrdiff_t c = 0; c < tail->hidden; c++) {
    float x = change->values[row * tail->hidden + c];
    for (ptrdiff_t j = 0; j < change->inputs; j++)
      x += change->changes[j * change->rows + row] * change->kernel[change->channels[j] * tail->stride + c];
    for (ptrdiff_t k = 0; k < change->replaced; k++)
      if (change->places[k] == c) x = change->constants[k];
    sum += (x < tail->floor ? tail->floor : x) * tail->second[unit * tail->stride + c];
  }
  return sum;
}

// The sums of some rows, as many at a time as registers hold: each weight is loaded once for all of them.
BODY void some_rows(const ckernels_tail *tail, const ckernels_change *change, const float *second,
                    const float *bias, ptrdiff_t units, ptrdiff_t row, ptrdiff_t rows, float *result) {
#pragma clang fp contract(on)
  const ptrdiff_t hidden = tail->hidden, stride = tail->stride, inputs = change->inputs;
  const float *values = change->values + row * hidden, *changes = change->changes + row;
  vector sums[most_units][rows_together];
  for (ptrdiff_t u = 0; u < units; u++)
    for (ptrdiff_t r = 0; r < rows; r++) sums[u][r] = splat(0);
  for (ptrdiff_t c = 0; c < hidden; c += lanes) {
    vector x[rows_together];
    for (ptrdiff_t r = 0; r < rows; r++) {
      const float *from = values + r * hidden + c;
      x[r] = hidden - c < lanes ? load_some(from, hidden - c) : load(from);
    }
    for (ptrdiff_t j = 0; j < inputs; j++) {
      const vector weights = load(change->kernel + change->channels[j] * stride + c);
      for (ptrdiff_t r = 0; r < rows; r++) x[r] += splat(changes[j * change->rows + r]) * weights;
    }
    for (ptrdiff_t r = 0; r < rows; r++) x[r] = at_least(x[r], splat(tail->floor));
    for (ptrdiff_t u = 0; u < units; u++) {
      const vector weights = load(second + u * stride + c);
      for (ptrdiff_t r = 0; r < rows; r++) sums[u][r] += x[r] * weights;
    }
  }
  for (ptrdiff_t u = 0; u < units; u++)
    for (ptrdiff_t r = 0; r < rows; r++) {
      const float sum = total(sums[u][r]) + bias[u];
      // Infinity times a weight of zero: the replaced number would not have met it.
      result[(row + r) * units + u] = sum - sum == 0 ? sum : plain_sum(tail, change, row + r, u);
    }
}

BODY void tail_sums(const ckernels_tail *tail, const ckernels_change *change, ptrdiff_t units,
                    float *result) {
  const ptrdiff_t stride = tail->stride;
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
  ptrdiff_t row = 0;
  for (; row + rows_together <= change->rows; row += rows_together)
    some_rows(tail, change, second, bias, units, row, rows_together, result);
  for (; row < change->rows; row++) some_rows(tail, change, second, bias, units, row, 1, result);
}

BODY void ckernels_tail_sums_body(const ckernels_tail *tail, const ckernels_change *change,
                                  float *result) {
  if (tail->units == 1) tail_sums(tail, change, 1, result);
  else tail_sums(tail, change, tail->units, result);
}

DISPATCHED(ckernels_tail_sums,
           (const ckernels_tail *tail, const ckernels_change *change, float *result),
           (tail, change, result))
