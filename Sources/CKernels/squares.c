#include "vectors.h"

// Numbers that are added up in single precision before they go into a sum in double precision.
enum { most_columns = 1024 };

BODY void ckernels_add_square_products_body(const float *sums, const float *totals, ptrdiff_t rows,
                                            ptrdiff_t columns, double *products, double *first,
                                            double *second) {
#pragma clang fp contract(on)
  for (ptrdiff_t row = 0; row < rows; row++) {
    for (ptrdiff_t start = 0; start < columns; start += most_columns) {
      const ptrdiff_t end = columns - start < most_columns ? columns : start + most_columns;
      vector both = {0}, chosen = {0}, others = {0};
      for (ptrdiff_t c = start; c < end; c += lanes) {
        const float *sum = sums + row * columns + c;
        const ptrdiff_t left = end - c;
        const vector x = left < lanes ? load_some(sum, left) : load(sum);
        const vector rest = (left < lanes ? load_some(totals + c, left) : load(totals + c)) - x;
        const vector a = x * x, b = rest * rest;
        both += a * b;
        chosen += a * a;
        others += b * b;
      }
      products[row] += total(both);
      first[row] += total(chosen);
      second[row] += total(others);
    }
  }
}

DISPATCHED(ckernels_add_square_products,
           (const float *sums, const float *totals, ptrdiff_t rows, ptrdiff_t columns,
            double *products, double *first, double *second),
           (sums, totals, rows, columns, products, first, second))

// Eight numbers side by side.
typedef float eight __attribute__((vector_size(32), aligned(4)));

BODY void ckernels_copy_columns_body(const float *from, ptrdiff_t rows, ptrdiff_t columns, float factor,
                                     float *to, ptrdiff_t stride) {
  for (ptrdiff_t row = 0; row < rows; row++)
    *(eight *)(to + row * stride) = *(const eight *)(from + row * columns) * factor;
}

DISPATCHED(ckernels_copy_columns,
           (const float *from, ptrdiff_t rows, ptrdiff_t columns, float factor, float *to,
            ptrdiff_t stride),
           (from, rows, columns, factor, to, stride))
