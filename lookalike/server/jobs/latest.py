"""Keep the latest message on each topic for readers of any speed."""

import asyncio


class Latest:
    """
    A reader takes what is new since it last did; used from one event loop.

    What a slow reader has missed was replaced, never queued: readers cost nothing.
    """

    def __init__(self) -> None:
        self.number = 0
        """Grows with each text."""
        self._texts: dict[str, tuple[int, str]] = {}
        self._is_new = asyncio.Event()

    def tell(self, about: str, text: str) -> None:
        """Replace what was told about it, and wake the readers where it differs."""
        if about not in self._texts or self._texts[about][1] != text:
            self.number += 1
            self._texts[about] = self.number, text
            self.wake()

    def forget(self, about: str) -> None:
        """It is not told to new readers any more."""
        self._texts.pop(about, None)

    def since(self, number: int) -> dict[str, str]:
        """By what they are about, the texts that came after that number, in their order."""
        new = sorted((at, about, text) for about, (at, text) in self._texts.items() if at > number)
        return {about: text for _, about, text in new}

    def wake(self) -> None:
        """Have all readers look again."""
        self._is_new.set()
        self._is_new = asyncio.Event()

    async def wait(self, number: int, timeout_s: float) -> bool:
        """Whether there is something after that number, or somebody woke us, in time."""
        if self.number > number:
            return True
        try:
            await asyncio.wait_for(self._is_new.wait(), timeout_s)
        except TimeoutError:
            return False
        return True
