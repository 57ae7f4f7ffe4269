#ifndef FAIRER_AUDIT_CKERNELS_H
#define FAIRER_AUDIT_CKERNELS_H

// Inner loops that oneDNN has no primitive for, and that a compiler makes several times faster where
// the processor has wider vectors than the baseline that a binary for any machine may assume: each is
// compiled once for every width, and chosen when it is called (docs/decisions/0080).
//
// Sums are taken in an order that depends on the width alone, so results repeat bit for bit on one
// machine. So that this holds for builds with and without optimisation, products are fused with sums
// as expressions say (`fp contract(on)`), never as the optimiser likes (`fast`). No function allocates, fails or keeps anything; counts are the caller's to check.

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
  const float *values; // the value before, (rows, hidden)
  ptrdiff_t rows;
  const float *changes;    // what is added to some inputs, (inputs, rows)
  const float *kernel;     // the layer's kernel, (all inputs, stride)
  const int32_t *channels; // which rows of the kernel those inputs have
  ptrdiff_t inputs;
  const int32_t *places; // units whose value is replaced at last, each once
  const float *constants;
  ptrdiff_t replaced;
  float *scratch; // (units, stride)
} ckernels_change;

// result[i, u] = bias[u] + Σ_c max(h[c], floor) second[u, c], where h is row i of values plus
// Σ_j changes[j, i] kernel[channels[j], ·], with h[places[k]] = constants[k] at last.
void ckernels_tail_sums(const ckernels_tail *tail, const ckernels_change *change, float *result);

// A Dense layer with a ReLU behind it and one unit of another Dense layer behind that.
typedef struct {
  ptrdiff_t channels; // of the layer's input
  ptrdiff_t hidden;   // the layer's units
  ptrdiff_t stride;   // at least `channels`, a multiple of 16
  const float *kernel; // (hidden, stride): of each unit the weight for each channel, 0 beyond
  const float *reach;  // of each unit the largest |weight|; padded to a multiple of 16
  const float *second; // (hidden): the last unit's weights
} ckernels_switches;

// For each channel by itself, a change of it moves units of the layer; result (rows, channels) holds
// Σ_h shift kernel[h] second[h] over the units whose value is above 0. This adds what is missing where
// units switch, so that it becomes Σ_h (max(value[h] + shift kernel[h], 0) - max(value[h], 0)) second[h].
//
// values is (rows, hidden), shifts (rows, channels); scratch holds ckernels_rows_at_a_time times hidden + 1
// numbers.
enum { ckernels_rows_at_a_time = 64 };
void ckernels_add_switches(const ckernels_switches *layer, ptrdiff_t rows, const float *values,
                           const float *shifts, float *result, int32_t *scratch);

// sums[c] += Σ_rows log(1 + exp(z + x[c])) - log(1 + exp(z)) - y x[c], where z and y are the row's logit
// and label, and x its row of changes (rows, width).
void ckernels_add_entropy_changes(const float *logits, const float *labels, ptrdiff_t rows,
                                  ptrdiff_t width, const float *changes, double *sums);

// For each row s of sums (rows, columns), with the rest r = totals - s:
// products += Σ s² r², first += Σ s⁴, second += Σ r⁴.
void ckernels_add_square_products(const float *sums, const float *totals, ptrdiff_t rows,
                                  ptrdiff_t columns, double *products, double *first, double *second);

// Copies the first eight columns of some rows of a matrix, times a factor, to places `stride` apart.
void ckernels_copy_columns(const float *from, ptrdiff_t rows, ptrdiff_t columns, float factor, float *to,
                           ptrdiff_t stride);

#endif
