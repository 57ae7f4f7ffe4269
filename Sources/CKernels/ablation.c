#include "vectors.h"
#include <math.h>

enum { most_vectors = 4 };

// The units of one row that a change might switch: those above zero from the front of the list on, those
// below from its end.
typedef struct {
  int32_t *units; // (hidden)
  ptrdiff_t above, below;
} near_units;

// Whether a row holds a number that is none or infinite; with any, every unit is a near one.
BODY int is_plain(const float *x, ptrdiff_t count) {
  vector sum = {0};
  ptrdiff_t c = 0;
  for (; c + lanes <= count; c += lanes) sum += load(x + c) - load(x + c);
  if (c < count) sum += load_some(x + c, count - c) - load_some(x + c, count - c);
  return total(sum) == 0;
}

BODY void find_near(near_units *list, const ckernels_switches *layer, const float *value,
                    const float *shifts) {
  const ptrdiff_t channels = layer->channels, hidden = layer->hidden;
  vector most = {0};
  for (ptrdiff_t c = 0; c < channels; c += lanes) {
    const ptrdiff_t left = channels - c;
    most = larger(size(left < lanes ? load_some(shifts + c, left) : load(shifts + c)), most);
  }
  const float farthest = is_plain(shifts, channels) ? largest(most) : INFINITY;
  list->above = list->below = 0;
  for (ptrdiff_t first = 0; first < hidden; first += lanes) {
    const ptrdiff_t left = hidden - first;
    const vector start = left < lanes ? load_some(value + first, left) : load(value + first);
    const uint32_t near = bits(~(size(start) > splat(farthest) * load(layer->reach + first)));
    const uint32_t above = near & bits(start > 0), below = near & ~above;
    // Without branches, which nobody could foretell.
    for (ptrdiff_t l = 0; l < (left < lanes ? left : lanes); l++) {
      list->units[list->above] = (int32_t)(first + l);
      list->above += above >> l & 1;
      list->units[hidden - list->below] = (int32_t)(first + l);
      list->below += below >> l & 1;
    }
  }
}

// What the near units of a row add, for up to four vectors' worth of channels.
//
// A unit above zero that a change pushes below takes back what its slope gave too much; one below zero
// that is pushed above adds what its slope left out.
BODY void add_part(const near_units *list, const ckernels_switches *layer, const float *value,
                   const float *kernel, const float *shifts, float *result, ptrdiff_t width) {
#pragma clang fp contract(on)
  vector x[most_vectors], sums[most_vectors];
  const vector zero = {0};
  for (ptrdiff_t v = 0; v < width; v++) {
    x[v] = load(shifts + v * lanes);
    sums[v] = load(result + v * lanes);
  }
  for (ptrdiff_t place = 0; place < list->above; place++) {
    const ptrdiff_t unit = list->units[place];
    const float *row = kernel + unit * layer->stride;
    const vector start = splat(-value[unit]), weight = splat(layer->second[unit]);
    for (ptrdiff_t v = 0; v < width; v++)
      sums[v] += larger(start - x[v] * load(row + v * lanes), zero) * weight;
  }
  for (ptrdiff_t place = 0; place < list->below; place++) {
    const ptrdiff_t unit = list->units[layer->hidden - place];
    const float *row = kernel + unit * layer->stride;
    const vector start = splat(value[unit]), weight = splat(layer->second[unit]);
    for (ptrdiff_t v = 0; v < width; v++)
      sums[v] += larger(start + x[v] * load(row + v * lanes), zero) * weight;
  }
  for (ptrdiff_t v = 0; v < width; v++) store(result + v * lanes, sums[v]);
}

// The same for less than four vectors' worth of channels at the end of a row.
BODY void add_rest(const near_units *list, const ckernels_switches *layer, const float *value,
                   const float *kernel, const float *shifts, float *result, ptrdiff_t count) {
  float x[most_vectors * lanes] = {0}, sums[most_vectors * lanes] = {0};
  memcpy(x, shifts, sizeof(float) * (size_t)count);
  memcpy(sums, result, sizeof(float) * (size_t)count);
  // Each width is compiled by itself, so that its numbers stay in registers.
  switch ((count + lanes - 1) / lanes) {
  case 1: add_part(list, layer, value, kernel, x, sums, 1); break;
  case 2: add_part(list, layer, value, kernel, x, sums, 2); break;
  case 3: add_part(list, layer, value, kernel, x, sums, 3); break;
  default: add_part(list, layer, value, kernel, x, sums, 4);
  }
  memcpy(result, sums, sizeof(float) * (size_t)count);
}

// A part of the kernel that fits into the nearest cache is gone through for many rows.
BODY void ckernels_add_switches_body(const ckernels_switches *layer, ptrdiff_t rows,
                                     const float *values, const float *shifts, float *result,
                                     int32_t *scratch) {
  const ptrdiff_t channels = layer->channels, hidden = layer->hidden, part = most_vectors * lanes;
  for (ptrdiff_t first = 0; first < rows; first += ckernels_rows_at_a_time) {
    const ptrdiff_t count = rows - first < ckernels_rows_at_a_time ? rows - first : ckernels_rows_at_a_time;
    near_units lists[ckernels_rows_at_a_time];
    for (ptrdiff_t row = 0; row < count; row++) {
      lists[row].units = scratch + row * (hidden + 1);
      find_near(&lists[row], layer, values + (first + row) * hidden, shifts + (first + row) * channels);
    }
    for (ptrdiff_t c = 0; c < channels; c += part)
      for (ptrdiff_t row = 0; row < count; row++) {
        const float *value = values + (first + row) * hidden, *kernel = layer->kernel + c;
        const float *x = shifts + (first + row) * channels + c;
        float *sums = result + (first + row) * channels + c;
        if (c + part <= channels) add_part(&lists[row], layer, value, kernel, x, sums, most_vectors);
        else add_rest(&lists[row], layer, value, kernel, x, sums, channels - c);
      }
  }
}

DISPATCHED(ckernels_add_switches,
           (const ckernels_switches *layer, ptrdiff_t rows, const float *values, const float *shifts,
            float *result, int32_t *scratch),
           (layer, rows, values, shifts, result, scratch))

// What is put together from a number's bits.
BODY vector from_bits(integers x) { return (vector)x; }

// e to the power x, minus one, for |x| of at most 20; as in Swift (decision 0017).
BODY vector expm1_near(vector x) {
#pragma clang fp contract(on)
  // Adding 1.5 * 2^23 rounds to a whole number, which the last bits then hold.
  const vector magic = splat(12582912.0f);
  const vector shifted = x * 1.44269504f + magic, steps = shifted - magic;
  const vector rest = (x - steps * 0.693359375f) - steps * -2.12194442e-4f;
  const vector scale = from_bits(((integers)shifted - (integers)magic + 127) << 23);
  vector sum = splat(1.0f / 5040);
  sum = sum * rest + 1.0f / 720;
  sum = sum * rest + 1.0f / 120;
  sum = sum * rest + 1.0f / 24;
  sum = sum * rest + 1.0f / 6;
  sum = sum * rest + 0.5f;
  return (sum * (rest * rest) + rest) * scale + (scale - 1);
}

// The natural logarithm of 1 + x for -1 < x < 1e9.
BODY vector log1p_near(vector x) {
#pragma clang fp contract(on)
  const vector sum = 1 + x, lost = x - (sum - 1);
  const int32_t half = 0x3F3504F3; // the square root of one half
  const integers shifted = (integers)sum - half;
  const vector power = __builtin_convertvector(shifted >> 23, vector);
  const vector f = from_bits((shifted & 0x007FFFFF) + half) - 1, g = 2 + f;
  // One division instead of f / g and lost / sum.
  const vector inverse = 1 / (sum * g);
  const vector s = f * sum * inverse, z = s * s;
  const vector series = z * (0.66666663f + z * (0.40000972f + z * (0.28498787f + z * 0.24279079f)));
  const vector square = 0.5f * f * f;
  const vector small = s * (square + series) + (power * 9.0580006e-6f + lost * g * inverse);
  return power * 0.69313812f - ((square - small) - f);
}

// The same for one number of any size, in double precision.
BODY float entropy_change(float z, float y, float x) {
  const double before = z, after = before + x;
  return (float)(fmax(after, 0) + log1p(exp(-fabs(after))) - fmax(before, 0) -
                 log1p(exp(-fabs(before))) - (double)y * x);
}

// Rows whose numbers are kept at hand for one walk along the columns.
enum { most_rows = 256 };

BODY void ckernels_add_entropy_changes_body(const float *logits, const float *labels, ptrdiff_t rows,
                                            ptrdiff_t width, const float *changes, double *sums) {
#pragma clang fp contract(on)
  typedef double wide __attribute__((vector_size(128), aligned(8)));
  const vector most = splat(20);
  float shares[most_rows], signs[most_rows], slopes[most_rows];
  for (ptrdiff_t first = 0; first < rows; first += most_rows) {
    const ptrdiff_t count = rows - first < most_rows ? rows - first : most_rows;
    for (ptrdiff_t row = 0; row < count; row++) {
      const float z = logits[first + row], y = labels[first + row];
      const double decay = exp(-fabs((double)z));
      shares[row] = (float)(decay / (1 + decay));
      signs[row] = z > 0 ? -1 : 1;
      slopes[row] = z > 0 ? 1 - y : -y;
    }
    for (ptrdiff_t c = 0; c < width; c += lanes) {
      const ptrdiff_t some = width - c < lanes ? width - c : lanes;
      wide sum = {0};
      for (ptrdiff_t row = 0; row < count; row++) {
        const float *from = changes + (first + row) * width + c;
        const vector x = some < lanes ? load_some(from, some) : load(from);
        const vector before = splat(shares[row]) * expm1_near(splat(signs[row]) * x);
        vector change = log1p_near(before) + splat(slopes[row]) * x;
        const uint32_t far = bits(~(size(x) <= most));
        if (far)
          for (ptrdiff_t l = 0; l < lanes; l++)
            if (far >> l & 1) change[l] = entropy_change(logits[first + row], labels[first + row], x[l]);
        sum += __builtin_convertvector(change, wide);
      }
      for (ptrdiff_t l = 0; l < some; l++) sums[c + l] += sum[l];
    }
  }
}

DISPATCHED(ckernels_add_entropy_changes,
           (const float *logits, const float *labels, ptrdiff_t rows, ptrdiff_t width,
            const float *changes, double *sums),
           (logits, labels, rows, width, changes, sums))
