"""Keep the latest message on each topic for readers of any speed."""

import asyncio


class Latest:
    """
    Each reader gets the messages since its last read; used from one event loop.

    Messages are replaced, never queued, so slow readers use no memory.
    """

    def __init__(self) -> None:
        self.number = 0
        """Incremented with each message."""
        self._texts: dict[str, tuple[int, str]] = {}
        self._is_new = asyncio.Event()

    def tell(self, about: str, text: str) -> None:
        """Replace the message on a topic; wake the readers if it differs."""
        if about not in self._texts or self._texts[about][1] != text:
            self.number += 1
            self._texts[about] = self.number, text
            self.wake()

    def forget(self, about: str) -> None:
        """Drop a topic, so that new readers do not get it."""
        self._texts.pop(about, None)

    def since(self, number: int) -> dict[str, str]:
        """Return the messages after that number by topic, in order."""
        new = sorted((at, about, text) for about, (at, text) in self._texts.items() if at > number)
        return {about: text for _, about, text in new}

    def wake(self) -> None:
        """Wake all readers."""
        self._is_new.set()
        self._is_new = asyncio.Event()

    async def wait(self, number: int, timeout_s: float) -> bool:
        """Wait for a message after that number, or for `wake`; False on timeout."""
        if self.number > number:
            return True
        try:
            await asyncio.wait_for(self._is_new.wait(), timeout_s)
        except TimeoutError:
            return False
        return True
