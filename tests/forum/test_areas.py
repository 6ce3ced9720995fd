def test_nothing(db):
    from tests.factories import make_thread
    make_thread()
