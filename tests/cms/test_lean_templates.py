"""Pages carry no indentation of our templates; those of packages stay as they are."""

from django.template import engines


def source_of(name):
    return engines["django"].get_template(name).template.source


def test_our_templates_come_without_indentation_and_packages_as_they_are():
    assert not [line for line in source_of("forum/thread.html").splitlines() if line[:1].isspace()]
    assert [line for line in source_of("wagtailadmin/home.html").splitlines() if line[:1].isspace()]
