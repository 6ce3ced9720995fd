"""One journey, two pairs of hands: the mouse, or the keyboard alone."""

from playwright.sync_api import Locator, Page, expect

FARTHEST = 150  # presses of Tab to any element of our pages


class Mouse:
    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        target.click()

    def tick(self, target: Locator) -> None:
        target.check()

    def write(self, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, target: Locator, label: str) -> None:
        """An option of a list."""
        target.select_option(label=label)

    def send(self, target: Locator) -> None:
        """Enter, in the field just written."""
        target.press("Enter")


class Keyboard:
    """Tab, Shift+Tab for nothing, Space and Enter. ``count``: the keys pressed, text not counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, target: Locator) -> None:
        self._go_to(target)
        self._key("Enter")

    def tick(self, target: Locator) -> None:
        """Boxes by Space; of a group of radio buttons Tab reaches the chosen one, arrows the others."""
        if target.get_attribute("type") == "radio":
            group = self.page.locator(f"input[type=radio][name={target.get_attribute('name')}]")
            self._go_to(group.and_(self.page.locator(":checked")))
            for _ in range(group.count()):
                if target.is_checked():
                    return
                self._key("ArrowDown")
            raise AssertionError("the arrows do not reach it")
        self._go_to(target)
        self._key("Space")
        expect(target).to_be_checked()

    def write(self, target: Locator, text: str) -> None:
        self._go_to(target)
        self.page.keyboard.type(text)

    def choose(self, target: Locator, label: str) -> None:
        """Up to the first option of a list, then down."""
        self._go_to(target)
        self._key("Home")
        for _ in range(target.locator("option").count()):
            if target.evaluate("list => list.selectedOptions[0].label") == label:
                return
            self._key("ArrowDown")
        raise AssertionError(f"the arrows do not reach {label}")

    def send(self, target: Locator) -> None:
        expect(target).to_be_focused()
        self._key("Enter")

    def _go_to(self, target: Locator) -> None:
        expect(target).to_be_visible()
        for _ in range(FARTHEST):
            if target.evaluate("element => element === document.activeElement"):
                return
            self._key("Tab")
        raise AssertionError(f"Tab does not reach {target}")

    def _key(self, name: str) -> None:
        self.count += 1
        self.page.keyboard.press(name)
