"""keras_mlp.py forward|gradient THREADS ROUNDS: the seconds of each round in Keras on TensorFlow, one a line."""
import os, sys, time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
name, threads, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
import tensorflow as tf

tf.config.threading.set_intra_op_parallelism_threads(threads)
import keras, numpy as np

model = keras.Sequential([keras.Input((104,)), keras.layers.Dense(200, "relu"), keras.layers.Dense(200, "relu"),
                          keras.layers.Dense(1, "sigmoid")])
rows = np.random.default_rng(1).uniform(-1, 1, (45_000, 104)).astype("f")
labels = (np.arange(45_000) % 5 < 2).astype("f").reshape(-1, 1)


@tf.function
def tape():
    with tf.GradientTape() as recorder:
        loss = tf.reduce_sum(keras.losses.binary_crossentropy(labels, model(rows)))
    return recorder.gradient(loss, model.trainable_variables)


# The batch size that was fastest of 32, 256, 1,024, 4,096 and 45,000.
run = {"forward": lambda: model.predict(rows, batch_size=4096, verbose=0), "gradient": tape}[name]
run()
for _ in range(rounds):
    start = time.perf_counter()
    run()
    print(time.perf_counter() - start)
