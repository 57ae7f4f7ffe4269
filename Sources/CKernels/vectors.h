// Sixteen numbers at a time: one register where the processor has such wide ones, else several.
#ifndef FAIRER_AUDIT_CKERNELS_VECTORS_H
#define FAIRER_AUDIT_CKERNELS_VECTORS_H

#include "loops.h"

// Vectors are handed to functions that are always inlined: no other code has to agree on how.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float vector __attribute__((vector_size(64), aligned(4)));
typedef int32_t integers __attribute__((vector_size(64), aligned(4)));
enum { lanes = 16 };

BODY vector load(const float *from) { return *(const vector *)from; }

// Fewer numbers than there are lanes, with zeros behind them.
BODY vector load_some(const float *from, ptrdiff_t count) {
  float some[lanes] = {0};
  memcpy(some, from, sizeof(float) * (size_t)count);
  return load(some);
}

BODY void store(float *to, vector x) { *(vector *)to = x; }

BODY vector splat(float x) { return (vector){0} + x; }

BODY vector size(vector x) { return (vector)((integers)x & 0x7FFFFFFF); }

// x where the mask is set, else y.
BODY vector choose(integers mask, vector x, vector y) {
  return (vector)((mask & (integers)x) | (~mask & (integers)y));
}

// The larger one; y where x is not a number.
BODY vector larger(vector x, vector y) { return choose(x > y, x, y); }

// One bit for each lane that is set.
BODY uint32_t bits(integers mask) {
  typedef _Bool flags __attribute__((ext_vector_type(16)));
  const flags set = __builtin_convertvector(mask, flags);
  uint16_t result;
  memcpy(&result, &set, sizeof result);
  return result;
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

// The largest lane.
BODY float largest(vector x) {
  float result = x[0];
  for (ptrdiff_t l = 1; l < lanes; l++) result = x[l] > result ? x[l] : result;
  return result;
}

#endif
