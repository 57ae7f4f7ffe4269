#ifndef FAIRER_AUDIT_CONEDNN_CONVOLUTION_H
#define FAIRER_AUDIT_CONEDNN_CONVOLUTION_H

// Convolutions over pictures whose channels come last, with kernels (rows, columns, in, out) as Keras
// stores them. oneDNN picks its own layouts where those are faster; elements are reordered here.
//
// Included by shim.h. oneDNN 2 describes memory by a struct and an operation by another; oneDNN 3 has
// handles for the first and nothing for the second. The macros below are all the difference.

#include <stdlib.h>
#include <string.h>

#if DNNL_VERSION_MAJOR >= 3
typedef const_dnnl_memory_desc_t conednn_desc;
#define CONEDNN_DESC(d) (d)
#define CONEDNN_DESC_WITH_STRIDES dnnl_memory_desc_create_with_strides
#define CONEDNN_DESC_WITH_TAG dnnl_memory_desc_create_with_tag
#define CONEDNN_DESC_DESTROY(d) dnnl_memory_desc_destroy(d)
#else
typedef const dnnl_memory_desc_t *conednn_desc;
#define CONEDNN_DESC(d) (&(d))
#define CONEDNN_DESC_WITH_STRIDES dnnl_memory_desc_init_by_strides
#define CONEDNN_DESC_WITH_TAG dnnl_memory_desc_init_by_tag
#define CONEDNN_DESC_DESTROY(d) ((void)(d))
#endif

// What is computed from what.
enum {
  conednn_forward = 0,          // picture, kernel, perhaps bias -> output
  conednn_picture_gradient = 1, // output's gradient, kernel -> picture's gradient
  conednn_kernel_gradient = 2,  // picture, output's gradient -> kernel's gradient
};

// Extents; arrays hold the rows, then the columns. A dilation of 1 means adjacent taps.
typedef struct {
  int64_t batch, channels, filters, groups;
  int64_t input[2], output[2], size[2], stride[2], dilation[2], before[2], after[2];
} conednn_convolution_shape;

// A primitive with the memory that it needs beside its operands.
typedef struct {
  dnnl_primitive_desc_t desc;
  dnnl_primitive_t primitive;
} conednn_step;

// A convolution ready to run. It is not changed by running it, so threads may share it.
typedef struct {
  dnnl_engine_t engine;
  conednn_step step;
  // The picture, the kernel and the output: as the caller lays them out.
  dnnl_memory_desc_t given[3];
  int described;
  // Where the primitive wants another layout: the copy to it or, for the result, from it.
  conednn_step reorder[3];
  int kind, has_bias;
} conednn_convolution;

enum { conednn_picture = 0, conednn_kernel = 1, conednn_output = 2 };

// The operand that a kind of convolution computes.
static inline int conednn_result(int kind) {
  return kind == conednn_forward            ? conednn_output
         : kind == conednn_picture_gradient ? conednn_picture
                                            : conednn_kernel;
}

static inline void conednn_step_destroy(conednn_step *step) {
  if (step->primitive) dnnl_primitive_destroy(step->primitive);
  if (step->desc) dnnl_primitive_desc_destroy(step->desc);
  step->primitive = 0;
  step->desc = 0;
}

static inline void conednn_convolution_destroy(conednn_convolution *plan) {
  if (!plan) return;
  conednn_step_destroy(&plan->step);
  for (int i = 0; i < 3; i++) conednn_step_destroy(&plan->reorder[i]);
  for (int i = 0; i < plan->described; i++) CONEDNN_DESC_DESTROY(plan->given[i]);
  if (plan->engine) dnnl_engine_destroy(plan->engine);
  free(plan);
}

// The layout that the primitive has for an operand.
static inline conednn_desc conednn_wanted(const conednn_convolution *plan, int operand) {
  int is_result = operand == conednn_result(plan->kind);
  dnnl_query_t query;
  switch (operand) {
  case conednn_picture:
    query = is_result ? dnnl_query_diff_src_md : dnnl_query_src_md;
    break;
  case conednn_kernel:
    query = is_result ? dnnl_query_diff_weights_md : dnnl_query_weights_md;
    break;
  default:
    query = is_result ? dnnl_query_dst_md : dnnl_query_diff_dst_md;
    break;
  }
  return dnnl_primitive_desc_query_md(plan->step.desc, query, 0);
}

// Describes the convolution to oneDNN; `hint` is the forward one where `kind` is a gradient.
static inline dnnl_status_t conednn_describe(
    int kind, const conednn_convolution_shape *s, dnnl_engine_t engine,
    const_dnnl_primitive_attr_t attr, dnnl_memory_desc_t picture, dnnl_memory_desc_t kernel,
    const dnnl_memory_desc_t *bias, dnnl_memory_desc_t output, const_dnnl_primitive_desc_t hint,
    dnnl_primitive_desc_t *desc) {
  dnnl_dims_t strides, gaps, before, after;
  for (int i = 0; i < 2; i++) {
    strides[i] = s->stride[i];
    gaps[i] = s->dilation[i] - 1;
    before[i] = s->before[i];
    after[i] = s->after[i];
  }
#if DNNL_VERSION_MAJOR >= 3
  switch (kind) {
  case conednn_forward:
    return dnnl_convolution_forward_primitive_desc_create(
        desc, engine, dnnl_forward_training, dnnl_convolution_direct, picture, kernel,
        bias ? *bias : 0, output, strides, gaps, before, after, attr);
  case conednn_picture_gradient:
    return dnnl_convolution_backward_data_primitive_desc_create(
        desc, engine, dnnl_convolution_direct, picture, kernel, output, strides, gaps, before,
        after, hint, attr);
  default:
    return dnnl_convolution_backward_weights_primitive_desc_create(
        desc, engine, dnnl_convolution_direct, picture, kernel, 0, output, strides, gaps, before,
        after, hint, attr);
  }
#else
  dnnl_convolution_desc_t operation;
  dnnl_status_t status;
  switch (kind) {
  case conednn_forward:
    status = dnnl_dilated_convolution_forward_desc_init(
        &operation, dnnl_forward_training, dnnl_convolution_direct, &picture, &kernel, bias,
        &output, strides, gaps, before, after);
    break;
  case conednn_picture_gradient:
    status = dnnl_dilated_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &picture, &kernel, &output, strides, gaps, before,
        after);
    break;
  default:
    status = dnnl_dilated_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, &picture, &kernel, 0, &output, strides, gaps, before,
        after);
    break;
  }
  if (status != dnnl_success) return status;
  return dnnl_primitive_desc_create(desc, &operation, attr, engine, hint);
#endif
}

// Finds an implementation; `free_layout` lets it choose how pictures are laid out.
static inline int conednn_find(conednn_convolution *plan, const conednn_convolution_shape *s,
                               const_dnnl_primitive_attr_t attr, int free_layout,
                               const dnnl_dims_t dims[3], const int ranks[3]) {
  dnnl_memory_desc_t descs[3], bias;
  int described = 0, is_bias_described = 0;
  dnnl_primitive_desc_t hint = 0;
  dnnl_status_t status = dnnl_success;
  for (int i = 0; i < 3 && status == dnnl_success; i++) {
    if (i != conednn_kernel && !free_layout) {
      descs[i] = plan->given[i];
    } else {
      status = CONEDNN_DESC_WITH_TAG(&descs[i], ranks[i], dims[i], dnnl_f32, dnnl_format_tag_any);
      if (status == dnnl_success) described |= 1 << i;
    }
  }
  if (status == dnnl_success && plan->has_bias) {
    dnnl_dims_t extent = {s->filters};
    status = CONEDNN_DESC_WITH_TAG(&bias, 1, extent, dnnl_f32, dnnl_a);
    is_bias_described = status == dnnl_success;
  }
  if (status == dnnl_success && plan->kind != conednn_forward)
    status = conednn_describe(conednn_forward, s, plan->engine, attr, descs[0], descs[1], 0,
                              descs[2], 0, &hint);
  if (status == dnnl_success)
    status = conednn_describe(plan->kind, s, plan->engine, attr, descs[0], descs[1],
                              plan->has_bias ? &bias : 0, descs[2], hint, &plan->step.desc);
  if (hint) dnnl_primitive_desc_destroy(hint);
  for (int i = 0; i < 3; i++)
    if (described & (1 << i)) CONEDNN_DESC_DESTROY(descs[i]);
  if (is_bias_described) CONEDNN_DESC_DESTROY(bias);
  if (status != dnnl_success) return 0;
  // The reference implementation is a plain loop, slower than one of ours.
  const char *name = "";
  dnnl_primitive_desc_query(plan->step.desc, dnnl_query_impl_info_str, 0, (void *)&name);
  if (strncmp(name, "ref", 3) != 0) return 1;
  conednn_step_destroy(&plan->step);
  return 0;
}

// Prepares a convolution; null where oneDNN has no fast implementation, or no memory.
static inline conednn_convolution *conednn_convolution_create(int kind, int has_bias,
                                                              conednn_convolution_shape s) {
  conednn_convolution *plan = (conednn_convolution *)calloc(1, sizeof *plan);
  if (!plan) return 0;
  plan->kind = kind;
  plan->has_bias = has_bias;
  dnnl_primitive_attr_t attr = 0;
  int64_t depth = s.channels / s.groups, width = s.filters / s.groups;
  const int ranks[3] = {4, s.groups > 1 ? 5 : 4, 4};
  const dnnl_dims_t dims[3] = {
      {s.batch, s.channels, s.input[0], s.input[1]},
      {s.groups > 1 ? s.groups : width, s.groups > 1 ? width : depth,
       s.groups > 1 ? depth : s.size[0], s.groups > 1 ? s.size[0] : s.size[1], s.size[1]},
      {s.batch, s.filters, s.output[0], s.output[1]},
  };
  const dnnl_dims_t steps[3] = {
      {s.input[0] * s.input[1] * s.channels, 1, s.input[1] * s.channels, s.channels},
      {s.groups > 1 ? width : 1, s.groups > 1 ? 1 : s.filters,
       s.groups > 1 ? s.filters : s.size[1] * depth * s.filters,
       s.groups > 1 ? s.size[1] * depth * s.filters : depth * s.filters, depth * s.filters},
      {s.output[0] * s.output[1] * s.filters, 1, s.output[1] * s.filters, s.filters},
  };
  int is_ready = dnnl_engine_create(&plan->engine, dnnl_cpu, 0) == dnnl_success &&
                 dnnl_primitive_attr_create(&attr) == dnnl_success &&
                 // The caller's memory: the library's own would tie the primitive to one thread.
                 dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user) ==
                     dnnl_success;
  for (int i = 0; i < 3 && is_ready; i++) {
    is_ready = CONEDNN_DESC_WITH_STRIDES(&plan->given[i], ranks[i], dims[i], dnnl_f32, steps[i]) ==
               dnnl_success;
    if (is_ready) plan->described = i + 1;
  }
  is_ready = is_ready && (conednn_find(plan, &s, attr, 0, dims, ranks) ||
                          conednn_find(plan, &s, attr, 1, dims, ranks));
  is_ready = is_ready &&
             dnnl_primitive_create(&plan->step.primitive, plan->step.desc) == dnnl_success;
  for (int i = 0; i < 3 && is_ready; i++) {
    conednn_desc ours = CONEDNN_DESC(plan->given[i]), theirs = conednn_wanted(plan, i);
    if (dnnl_memory_desc_equal(ours, theirs)) continue;
    int is_result = i == conednn_result(kind);
    conednn_step *copy = &plan->reorder[i];
    is_ready = dnnl_reorder_primitive_desc_create(&copy->desc, is_result ? theirs : ours,
                                                  plan->engine, is_result ? ours : theirs,
                                                  plan->engine, attr) == dnnl_success &&
               dnnl_primitive_create(&copy->primitive, copy->desc) == dnnl_success;
  }
  if (attr) dnnl_primitive_attr_destroy(attr);
  if (is_ready) return plan;
  conednn_convolution_destroy(plan);
  return 0;
}

static inline size_t conednn_scratch_size(const conednn_step *step) {
  return step->desc ? dnnl_memory_desc_get_size(
                          dnnl_primitive_desc_query_md(step->desc, dnnl_query_scratchpad_md, 0))
                    : 0;
}

// Runs a primitive on memory that the caller made.
static inline dnnl_status_t conednn_execute(const conednn_convolution *plan,
                                            const conednn_step *step, dnnl_stream_t stream,
                                            dnnl_exec_arg_t *arguments, int count, void *scratch) {
  dnnl_memory_t memory = 0;
  dnnl_status_t status =
      dnnl_memory_create(&memory, dnnl_primitive_desc_query_md(step->desc, dnnl_query_scratchpad_md, 0),
                         plan->engine, scratch);
  if (status != dnnl_success) return status;
  arguments[count].arg = DNNL_ARG_SCRATCHPAD;
  arguments[count].memory = memory;
  status = dnnl_primitive_execute(step->primitive, stream, count + 1, arguments);
  if (status == dnnl_success) status = dnnl_stream_wait(stream);
  dnnl_memory_destroy(memory);
  return status;
}

// Runs the convolution; the result's former elements do not matter. Returns 0 on success; the only
// reason to fail is a lack of memory.
static inline int conednn_convolution_run(const conednn_convolution *plan, const float *picture,
                                          const float *kernel, const float *bias,
                                          const float *output) {
  const int result = conednn_result(plan->kind);
  void *const handles[3] = {(void *)picture, (void *)kernel, (void *)output};
  dnnl_memory_t given[3] = {0}, used[3] = {0}, bias_memory = 0;
  void *copies[3] = {0}, *scratch = 0;
  dnnl_stream_t stream = 0;
  size_t most = conednn_scratch_size(&plan->step);
  for (int i = 0; i < 3; i++) {
    size_t size = conednn_scratch_size(&plan->reorder[i]);
    if (size > most) most = size;
  }
  dnnl_status_t status = dnnl_stream_create(&stream, plan->engine, dnnl_stream_default_flags);
  if (status == dnnl_success && most > 0 && posix_memalign(&scratch, 64, most) != 0)
    status = dnnl_out_of_memory;

  for (int i = 0; i < 3 && status == dnnl_success; i++) {
    status = dnnl_memory_create(&given[i], CONEDNN_DESC(plan->given[i]), plan->engine, handles[i]);
    if (status != dnnl_success || !plan->reorder[i].primitive) continue;
    conednn_desc theirs = conednn_wanted(plan, i);
    if (posix_memalign(&copies[i], 64, dnnl_memory_desc_get_size(theirs)) != 0) {
      status = dnnl_out_of_memory;
      break;
    }
    status = dnnl_memory_create(&used[i], theirs, plan->engine, copies[i]);
    if (status != dnnl_success || i == result) continue;
    dnnl_exec_arg_t arguments[3] = {{DNNL_ARG_FROM, given[i]}, {DNNL_ARG_TO, used[i]}};
    status = conednn_execute(plan, &plan->reorder[i], stream, arguments, 2, scratch);
  }

  if (status == dnnl_success) {
    const int names[3] = {
        result == conednn_picture ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC,
        result == conednn_kernel ? DNNL_ARG_DIFF_WEIGHTS : DNNL_ARG_WEIGHTS,
        result == conednn_output ? DNNL_ARG_DST : DNNL_ARG_DIFF_DST,
    };
    dnnl_exec_arg_t arguments[5];
    for (int i = 0; i < 3; i++) {
      arguments[i].arg = names[i];
      arguments[i].memory = used[i] ? used[i] : given[i];
    }
    int count = 3;
    if (plan->has_bias) {
      conednn_desc wanted = dnnl_primitive_desc_query_md(plan->step.desc, dnnl_query_weights_md, 1);
      status = dnnl_memory_create(&bias_memory, wanted, plan->engine, (void *)bias);
      arguments[count].arg = DNNL_ARG_BIAS;
      arguments[count++].memory = bias_memory;
    }
    if (status == dnnl_success)
      status = conednn_execute(plan, &plan->step, stream, arguments, count, scratch);
  }
  if (status == dnnl_success && used[result]) {
    dnnl_exec_arg_t arguments[3] = {{DNNL_ARG_FROM, used[result]}, {DNNL_ARG_TO, given[result]}};
    status = conednn_execute(plan, &plan->reorder[result], stream, arguments, 2, scratch);
  }

  for (int i = 0; i < 3; i++) {
    if (given[i]) dnnl_memory_destroy(given[i]);
    if (used[i]) dnnl_memory_destroy(used[i]);
    free(copies[i]);
  }
  if (bias_memory) dnnl_memory_destroy(bias_memory);
  free(scratch);
  if (stream) dnnl_stream_destroy(stream);
  return (int)status;
}

#endif
