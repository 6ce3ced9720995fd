"""What of the result page is joined in Python."""

from django import template

from search.line_html import line_html
from search.page_html import filters_html, pages_html, tabs_html

register = template.Library()

register.filter(line_html)
register.simple_tag(filters_html)
register.simple_tag(pages_html)
register.simple_tag(tabs_html)
