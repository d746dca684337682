"""A process may end at any moment, also while a thread of it is inside a network."""

import subprocess
import sys
import threading

from lookalike.encoders.onnx.unbroken import Unbroken

SCRIPT = """
import threading, time
import numpy as np
from lookalike.encoders.onnx.bundled import BundledEncoder

encoder, images = BundledEncoder(), [np.zeros((200, 200, 3), np.uint8)] * 4
begun = threading.Barrier(4)

def encode_for_ever():
    begun.wait()
    while True:
        encoder.encode(images)

for _ in range(3):
    threading.Thread(target=encode_for_ever, daemon=True).start()
begun.wait()
time.sleep(0.2)
"""


def test_a_process_ends_in_order_while_threads_encode() -> None:
    for _ in range(3):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], capture_output=True, text=True, timeout=60
        )
        assert (run.returncode, run.stderr) == (0, "")


def test_the_end_waits_for_who_is_inside_and_lets_no_daemon_in_after() -> None:
    unbroken, log = Unbroken(), list[str]()
    is_in, may_leave = threading.Event(), threading.Event()

    def stay() -> None:
        with unbroken.call():
            log.append("in")
            is_in.set()
            may_leave.wait()
            log.append("out")

    def end() -> None:
        unbroken.end()
        log.append("over")

    def come_late() -> None:
        with unbroken.call():
            log.append("late")

    staying = threading.Thread(target=stay)
    ending = threading.Thread(target=end)
    staying.start()
    is_in.wait()
    ending.start()
    ending.join(0.2)
    assert log == ["in"]
    may_leave.set()
    ending.join()
    assert log == ["in", "out", "over"]
    late = threading.Thread(target=come_late, daemon=True)
    late.start()
    late.join(0.2)
    with unbroken.call():  # the main thread may, in what others have registered for the end
        log.append("main")
    assert log == ["in", "out", "over", "main"]
