"""Tells the runner which SQL statements a request needs, when it asks. For all others it looks up one header."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from psycopg import ClientCursor

HEADER, META_KEY = "X-Bench-Statements", "HTTP_X_BENCH_STATEMENTS"
COUNT, TEXT = "count", "text"


class Recorder:
    """Every statement that passes, with its milliseconds."""

    def __init__(self) -> None:
        self.statements: list[dict[str, Any]] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begin = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements.append({"sql": _text(sql, params, many), "ms": round((perf_counter() - begin) * 1000, 2)})


def _text(sql: str, params: Any, many: bool) -> str:
    """With its values, whether the server or the driver puts them in."""
    return sql if many or params is None else ClientCursor(connection.connection).mogrify(sql, params)


class StatementsMiddleware:
    """With the header: answers as always and adds how many statements it took, or answers with the statements."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if META_KEY not in request.META:
            return self.get_response(request)
        recorder = Recorder()
        with connection.execute_wrapper(recorder):
            response = self.get_response(request)
        if request.META[META_KEY] == TEXT:
            response = JsonResponse(recorder.statements, safe=False)
            response["Content-Length"] = str(len(response.content))  # CommonMiddleware is past
        response[HEADER] = str(len(recorder.statements))
        return response
