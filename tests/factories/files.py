"""Files that people have sent."""

from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from forum.actions.files import add_file, use_files

PDF = b"%PDF-1.4\n1 0 obj\n<< /Title (Satzung) >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def make_file(person, name="Satzung.pdf", content=PDF, *, post=None):
    """A file of this person, listed below a post or unsent."""
    file = add_file(actor=person, upload=SimpleUploadedFile(name, content), client_key=uuid4())
    if post is not None:
        use_files(post, [*post.files.values_list("attachment", flat=True), file.pk])
    return file
