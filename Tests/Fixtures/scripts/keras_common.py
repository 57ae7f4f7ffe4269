"""What the scripts that make Keras fixtures share."""

import json
import os
import zipfile

import numpy as np


def randomise(model, seed):
    """Numbers of all sizes in every weight: initial biases, gammas and moving means are trivial."""
    rng = np.random.default_rng(seed)
    for variable in model.weights:
        name = getattr(variable, "path", None) or variable.name
        shape = tuple(variable.shape)
        if "variance" in name:
            value = rng.uniform(0.5, 2.0, shape)
        elif "gamma" in name:
            value = rng.uniform(0.5, 1.5, shape)
        elif "seed" in name:
            continue
        else:
            value = rng.normal(0.0, 0.5, shape)
        variable.assign(value.astype(np.float32))


def inputs_for(shapes, rows=6, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.normal(0.0, 1.5, (rows,) + tuple(shape)).astype(np.float32) for shape in shapes]


def deflate(path):
    """Packs an archive of mostly empty HDF5 pages; Keras reads it as well as its own stored one."""
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


def write_case(folder, name, what, library, arrays, names, outputs, output_names, tolerance=1e-5):
    """Writes inputs, outputs and case.json beside a model.h5 that is there already."""
    path = os.path.join(folder, name)
    np.savez(os.path.join(path, "inputs.npz"), **dict(zip(names, arrays)))
    np.savez(
        os.path.join(path, "outputs.npz"),
        **{n: np.asarray(o, np.float32) for n, o in zip(output_names, outputs)},
    )
    with open(os.path.join(path, "case.json"), "w") as file:
        json.dump(
            {"expect": "ok", "id": name, "library": library, "max_abs_tolerance": tolerance,
             "what": what},
            file, indent=1, sort_keys=True,
        )
        file.write("\n")


def write_refusal(folder, name, what, library, because):
    path = os.path.join(folder, name)
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, "case.json"), "w") as file:
        json.dump(
            {"expect": "refuse", "id": name, "library": library, "max_abs_tolerance": None,
             "refuse_because": because, "what": what},
            file, indent=1, sort_keys=True,
        )
        file.write("\n")
