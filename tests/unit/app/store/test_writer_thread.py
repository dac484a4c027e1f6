import threading
from collections.abc import Iterator

import pytest

from app.store.problems import DatabaseClosed
from app.store.writer_thread import WriterThread


@pytest.fixture
def writer() -> Iterator[WriterThread]:
    thread = WriterThread()
    yield thread
    thread.stop()


def test_every_job_runs_on_the_one_named_thread(writer):
    names = {writer.run(lambda: threading.current_thread().name) for _ in range(3)}
    assert names == {"store-writer"}


def test_a_failing_job_fails_its_caller_and_the_next_job_still_runs(writer):
    with pytest.raises(ZeroDivisionError):
        writer.run(lambda: 1 / 0)
    assert writer.run(lambda: "done") == "done"


def test_a_job_may_not_wait_for_another_job(writer):
    with pytest.raises(RuntimeError, match="cannot start another write"):
        writer.run(lambda: writer.run(lambda: None))


def test_after_stopping_new_work_is_refused(writer):
    writer.stop()
    with pytest.raises(DatabaseClosed):
        writer.run(lambda: None)


def test_jobs_from_many_threads_never_overlap(writer):
    running, overlaps = [], []

    def job():
        running.append(1)
        overlaps.append(len(running) > 1)
        running.pop()

    threads = [threading.Thread(target=lambda: [writer.run(job) for _ in range(50)]) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert overlaps == [False] * 200
