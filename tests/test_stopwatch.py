import threading
import time

from lookalike.system.stopwatch import Stopwatch, allow, restart, timed, waiting


def test_waiting_for_others_takes_none_of_a_tasks_time() -> None:
    watch = Stopwatch()
    with timed(watch), waiting():
        time.sleep(0.3)
        assert not watch.is_running
    assert watch.seconds < 0.3


def test_work_counts_also_while_it_goes_on() -> None:
    watch = Stopwatch()
    with timed(watch):
        time.sleep(0.05)
        assert watch.seconds >= 0.05
        assert watch.is_running
    assert not watch.is_running


def test_what_a_large_thing_is_allowed_ends_with_it() -> None:
    watch = Stopwatch()
    with timed(watch):
        allow(60)
        assert watch.extra_s == 60
        restart()
        assert watch.extra_s == 0


def test_a_thread_without_a_task_may_wait_too() -> None:
    allow(1)
    restart()
    with waiting() as watch:
        assert watch is None


def test_each_thread_has_its_own() -> None:
    mine, others = Stopwatch(), Stopwatch()

    def work() -> None:
        with timed(others):
            allow(5)

    with timed(mine):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert (mine.extra_s, others.extra_s) == (0, 5)
        assert mine.is_running
