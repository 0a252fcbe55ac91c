"""Files that are sent: written to disk as they come, never more than the house keeps, whatever a browser pours in.

A file that is too big is read to its end and thrown away, so that the page can answer in words with the rest of the
form; a form's file field then says how big it was (``files.checked``).
"""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# All files of one request together.
MOST_OF_A_REQUEST = 4


class TooBigFile(UploadedFile):  # type: ignore[type-arg]
    """What is left of a file that was too big: its name and its size."""


class BoundedUploadHandler(FileUploadHandler):
    """Writes each file to a temporary one and stops writing past ``FILE_MOST_BYTES``."""

    chunk_size = 256 * 1024

    def handle_raw_input(self, *arguments: Any, **named: Any) -> None:
        """A new request."""
        self.taken = 0

    def new_file(self, *arguments: Any, **named: Any) -> None:
        """A new file of the request."""
        super().new_file(*arguments, **named)
        self.size = 0
        self.file = TemporaryUploadedFile(
            self.file_name or "", self.content_type, 0, self.charset, self.content_type_extra
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep these bytes, unless the file or the request has grown too big."""
        self.size += len(raw_data)
        self.taken += len(raw_data)
        if not self.is_too_big:
            self.file.write(raw_data)

    @property
    def is_too_big(self) -> bool:
        """This file, or all files of the request together."""
        most: int = settings.FILE_MOST_BYTES
        return self.size > most or self.taken > most * MOST_OF_A_REQUEST

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """The file, or only its name and size when it was too big."""
        if self.is_too_big:
            self.file.close()
            return TooBigFile(None, self.file_name, self.content_type, max(self.size, settings.FILE_MOST_BYTES + 1))
        self.file.seek(0)
        self.file.size = self.size
        return self.file

    def upload_interrupted(self) -> None:
        """The browser went away."""
        if hasattr(self, "file"):
            self.file.close()
