"""Processes of multiprocessing for tests."""

import multiprocessing

import pytest


def context_of(method):
    """Return the context of a start method, or skip the test."""
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip("not on this platform")
    return multiprocessing.get_context(method)


def run_in_child(context, target):
    """Run `target(results)` in a new process. Return what it puts into the queue `results`."""
    results = context.Queue()
    child = context.Process(target=target, args=(results,))
    child.start()
    result = results.get(timeout=60)
    child.join(60)
    assert child.exitcode == 0
    return result
