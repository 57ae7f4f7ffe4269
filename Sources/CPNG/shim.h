#ifndef FAIRER_AUDIT_CPNG_SHIM_H
#define FAIRER_AUDIT_CPNG_SHIM_H

#include <png.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

// libpng reports errors by longjmp, which must not cross Swift's frames: every function here sets its
// own return point, and nothing of Swift is called back.

typedef struct {
  const uint8_t *bytes;
  size_t count;
  size_t position;
  char message[128];
} cpng_source;

static inline void cpng_read(png_structp png, png_bytep target, png_size_t count) {
  cpng_source *source = (cpng_source *)png_get_io_ptr(png);
  if (count > source->count - source->position) png_error(png, "the file ends early");
  memcpy(target, source->bytes + source->position, count);
  source->position += count;
}

static inline void cpng_fail(png_structp png, png_const_charp message) {
  cpng_source *source = (cpng_source *)png_get_error_ptr(png);
  strncpy(source->message, message, sizeof source->message - 1);
  png_longjmp(png, 1);
}

static inline void cpng_ignore(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

// Starts to read: 8 bits for each of one (gray) or three channels, without palette and transparency.
static inline int cpng_start(png_structp png, png_infop info, cpng_source *source,
                             uint32_t largest_side) {
  png_set_read_fn(png, source, cpng_read);
  png_set_user_limits(png, largest_side, largest_side);
  // Texts, profiles and the like, of which nothing is used.
  png_set_chunk_cache_max(png, 128);
  png_set_chunk_malloc_max(png, 1 << 20);
  png_read_info(png, info);
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  return png_set_interlace_handling(png);
}

// Width, height and channels that `cpng_decode` will give; 0 on success, else the source's message
// says what is wrong.
static inline int cpng_inspect(cpng_source *source, uint32_t largest_side, uint32_t *width,
                               uint32_t *height, uint32_t *channels) {
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, source, cpng_fail, cpng_ignore);
  if (!png) return -1;
  // Changed after the return point is set, hence volatile.
  png_infop volatile info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    png_infop old = info;
    png_destroy_read_struct(&png, old ? &old : NULL, NULL);
    return -1;
  }
  cpng_start(png, info, source, largest_side);
  png_read_update_info(png, info);
  *width = png_get_image_width(png, info);
  *height = png_get_image_height(png, info);
  *channels = png_get_channels(png, info);
  png_infop old = info;
  png_destroy_read_struct(&png, &old, NULL);
  return 0;
}

// Writes rows of `stride` bytes from the top, as many as `cpng_inspect` said.
static inline int cpng_decode(cpng_source *source, uint32_t largest_side, uint8_t *pixels,
                              uint32_t height, size_t stride) {
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, source, cpng_fail, cpng_ignore);
  if (!png) return -1;
  png_infop volatile info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    png_infop old = info;
    png_destroy_read_struct(&png, old ? &old : NULL, NULL);
    return -1;
  }
  int passes = cpng_start(png, info, source, largest_side);
  png_read_update_info(png, info);
  if (png_get_image_height(png, info) != height || png_get_rowbytes(png, info) != stride)
    png_error(png, "the size changed");
  for (int pass = 0; pass < passes; pass++)
    for (uint32_t row = 0; row < height; row++) png_read_row(png, pixels + row * stride, NULL);
  // What follows the pixels is checked too: the file may have been cut off.
  png_read_end(png, NULL);
  png_infop old = info;
  png_destroy_read_struct(&png, &old, NULL);
  return 0;
}

#endif
