"""audit_script.py MODEL.h5 DATA.csv SPEC.yaml: what an audit takes in Python, as a user would write it.

Loads the model with Keras, encodes the rows, predicts, measures with fairlearn's MetricFrame, and takes the
influence of every neuron per group with GradientTape. No intervals, no null distributions, no report.
"""
import os, sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import json, keras, numpy as np, pandas as pd, tensorflow as tf, yaml
from fairlearn.metrics import (MetricFrame, count, demographic_parity_difference, demographic_parity_ratio,
                               equalized_odds_difference, false_positive_rate, selection_rate, true_positive_rate)
from sklearn.metrics import accuracy_score, average_precision_score, roc_auc_score

model_path, data_path, spec_path = sys.argv[1:4]
spec = yaml.safe_load(open(spec_path))
data = pd.read_csv(data_path)
columns = []
for feature in spec["inputs"][0]["features"]:
    column = data[feature["column"]]
    if feature["kind"] == "numeric":
        columns.append(((column - feature["mean"]) / feature["std"]).to_numpy("f")[:, None])
    else:
        columns.append(np.stack([(column == word).to_numpy("f") for word in feature["vocabulary"]], axis=1))
rows = np.concatenate(columns, axis=1)
labels = (data[spec["label"]["column"]] == spec["label"]["positive"]).to_numpy("f")
groups = data["sex"]

model = keras.models.load_model(model_path)
scores = model.predict(rows, batch_size=4096, verbose=0)[:, 0]
selected = scores >= 0.5
frame = MetricFrame(
    metrics={"count": count, "selection_rate": selection_rate, "tpr": true_positive_rate, "fpr": false_positive_rate,
             "accuracy": accuracy_score},
    y_true=labels, y_pred=selected, sensitive_features=groups)
result = {
    "by_group": frame.by_group.to_dict(),
    "dp_difference": demographic_parity_difference(labels, selected, sensitive_features=groups),
    "dp_ratio": demographic_parity_ratio(labels, selected, sensitive_features=groups),
    "eo_difference": equalized_odds_difference(labels, selected, sensitive_features=groups),
    "auc": roc_auc_score(labels, scores), "ap": average_precision_score(labels, scores), "influence": {}}
kernels = [w for w in model.trainable_variables if len(w.shape) == 2]
for group in sorted(set(groups)):
    inside = (groups == group).to_numpy()
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(keras.losses.binary_crossentropy(labels[inside][:, None], model(rows[inside])))
    gradients = tape.gradient(loss, [w.value for w in kernels])
    result["influence"][group] = [((w * g).numpy() ** 2).sum(0).tolist() for w, g in zip(kernels, gradients)]
json.dump(result, open("/dev/null", "w"), default=float)
