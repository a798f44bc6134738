"""In which weeks the finding of the week was told."""

from datetime import date

from agent.store.file import File


class Digests:
    """The weeks of one database, by their first days. All writing raises KeepError where it can't be."""

    def __init__(self, file: File) -> None:
        self._file = file

    def told(self, week: date) -> bool:
        """Tell whether it was told, or there was nothing to tell."""
        question = "SELECT 1 FROM digests_told WHERE week = ?"
        return next(self._file.rows(question, (week.isoformat(),)), None) is not None

    def tell(self, week: date) -> bool:
        """Remember that it's told in this week; return whether that's for whoever asks to do."""
        with self._file.transaction() as cursor:
            cursor.execute("INSERT OR IGNORE INTO digests_told VALUES (?)", (week.isoformat(),))
            return cursor.rowcount > 0

    def untell(self, week: date) -> None:
        """Forget that it was told: nobody could show it."""
        with self._file.transaction() as cursor:
            cursor.execute("DELETE FROM digests_told WHERE week = ?", (week.isoformat(),))
