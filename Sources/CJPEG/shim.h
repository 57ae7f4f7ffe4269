#ifndef FAIRER_AUDIT_CJPEG_SHIM_H
#define FAIRER_AUDIT_CJPEG_SHIM_H

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

// libjpeg's own error handler ends the process; this one returns by longjmp, which must not cross
// Swift's frames: every function here sets its own return point, and nothing of Swift is called back.

typedef struct {
  struct jpeg_error_mgr manager;
  struct jpeg_progress_mgr progress;
  jmp_buf place;
  char message[JMSG_LENGTH_MAX];
} cjpeg_state;

static inline void cjpeg_fail(j_common_ptr jpeg) {
  cjpeg_state *state = (cjpeg_state *)jpeg->err;
  jpeg->err->format_message(jpeg, state->message);
  longjmp(state->place, 1);
}

// Warnings that pixels were made up are errors; others, such as stray bytes, change no pixel.
static inline void cjpeg_warn(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  switch (jpeg->err->msg_code) {
  case JWRN_JPEG_EOF:
  case JWRN_HIT_MARKER:
  case JWRN_HUFF_BAD_CODE:
  case JWRN_ARITH_BAD_CODE:
  case JWRN_MUST_RESYNC:
  case JWRN_BOGUS_PROGRESSION: cjpeg_fail(jpeg);
  default: return;
  }
}

// A small file may ask for a great many passes over a large picture.
static inline void cjpeg_watch(j_common_ptr jpeg) {
  if (((j_decompress_ptr)jpeg)->input_scan_number <= 200) return;
  cjpeg_state *state = (cjpeg_state *)jpeg->err;
  strcpy(state->message, "more than 200 scans");
  longjmp(state->place, 1);
}

static inline void cjpeg_prepare(struct jpeg_decompress_struct *jpeg, cjpeg_state *state) {
  memset(jpeg, 0, sizeof *jpeg);
  jpeg->err = jpeg_std_error(&state->manager);
  state->manager.error_exit = cjpeg_fail;
  state->manager.emit_message = cjpeg_warn;
  state->progress.progress_monitor = cjpeg_watch;
}

// Reads the header and chooses one (gray) or three channels.
static inline void cjpeg_start(struct jpeg_decompress_struct *jpeg, cjpeg_state *state,
                               const uint8_t *bytes, size_t count) {
  jpeg_create_decompress(jpeg);
  jpeg->progress = &state->progress;
  jpeg_mem_src(jpeg, (unsigned char *)bytes, (unsigned long)count);
  jpeg_read_header(jpeg, TRUE);
  jpeg->out_color_space = jpeg->jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
}

// Width, height, and the channels that the file stores: 1, 3, or 4, which `cjpeg_decode` refuses. 0
// on success, else the state's message says what is wrong.
static inline int cjpeg_inspect(cjpeg_state *state, const uint8_t *bytes, size_t count,
                                uint32_t *width, uint32_t *height, uint32_t *channels) {
  struct jpeg_decompress_struct jpeg;
  cjpeg_prepare(&jpeg, state);
  if (setjmp(state->place)) {
    jpeg_destroy_decompress(&jpeg);
    return -1;
  }
  cjpeg_start(&jpeg, state, bytes, count);
  *width = jpeg.image_width;
  *height = jpeg.image_height;
  *channels = jpeg.num_components;
  jpeg_destroy_decompress(&jpeg);
  return 0;
}

// Writes rows of `stride` bytes from the top, as many as `cjpeg_inspect` said.
static inline int cjpeg_decode(cjpeg_state *state, const uint8_t *bytes, size_t count,
                               uint8_t *pixels, uint32_t height, size_t stride) {
  struct jpeg_decompress_struct jpeg;
  cjpeg_prepare(&jpeg, state);
  if (setjmp(state->place)) {
    jpeg_destroy_decompress(&jpeg);
    return -1;
  }
  cjpeg_start(&jpeg, state, bytes, count);
  jpeg_start_decompress(&jpeg);
  if (jpeg.output_height != height ||
      (size_t)jpeg.output_width * (size_t)jpeg.output_components != stride) {
    strcpy(state->message, "the size changed");
    longjmp(state->place, 1);
  }
  while (jpeg.output_scanline < height) {
    JSAMPROW row = pixels + jpeg.output_scanline * stride;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return 0;
}

#endif
