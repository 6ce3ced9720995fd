"""The rows of the result page."""

from django import template

from search.line_html import line_html

register = template.Library()

register.filter(line_html)
