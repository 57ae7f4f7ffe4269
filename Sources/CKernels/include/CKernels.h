#ifndef FAIRER_AUDIT_CKERNELS_H
#define FAIRER_AUDIT_CKERNELS_H

// Inner loops that oneDNN has no primitive for, and that a compiler makes several times faster where
// the processor has wider vectors than the baseline that a binary for any machine may assume: each is
// compiled once for every width, and chosen when it is called (docs/decisions/0080).
//
// Sums are taken in an order that depends on the width alone, so results repeat bit for bit on one
// machine. No function allocates, fails or keeps anything; counts are the caller's to check.

#include <stddef.h>
#include <stdint.h>

// A Dense layer's units and the last layer behind them, with max(·, floor) between the two.
//
// Rows of matrices are `stride` numbers apart, a multiple of 16 of which those from `hidden` on are 0.
typedef struct {
  ptrdiff_t hidden, stride;
  ptrdiff_t units; // of the last layer, at most 4
  float floor;
  const float *second; // (units, stride)
  const float *bias;   // (units)
} ckernels_tail;

// What changes of the Dense layer's value: what some of its inputs hold, and what some of its units do.
typedef struct {
  const float *values; // the value before, (all rows, hidden)
  const int32_t *rows; // which rows are looked at
  ptrdiff_t count;
  const float *changes; // what is added to some inputs, (count, inputs)
  const float *kernel;  // those inputs' rows of the layer's kernel, (inputs, stride)
  ptrdiff_t inputs;
  const int32_t *places; // units whose value is replaced at last, each once
  const float *constants;
  ptrdiff_t replaced;
  float *scratch; // (units, stride)
} ckernels_change;

// result[i, u] = bias[u] + Σ_c max(h[c], floor) second[u, c], where h is row rows[i] of values plus
// Σ_j changes[i, j] kernel[j, ·], with h[places[k]] = constants[k] at last.
void ckernels_tail_sums(const ckernels_tail *tail, const ckernels_change *change, float *result);

#endif
