"""The components by themselves, as another screen would use them: real clicks, loading and error states."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Property, QObject, QPointF, Qt, QUrl, Signal, Slot
from PySide6.QtQuick import QQuickItem, QQuickView
from PySide6.QtTest import QTest

from tests.ui.conftest import WORDS, every_item
from ui.kiosk.window import QML

STAGE = """
import QtQuick
import Varai

Rectangle {
    width: 540; height: 700; color: Theme.paper
    property var given
    property Item tried: made
    Binding { target: Words; property: "text"; value: given.words }
    Binding { target: Theme; property: "unit"; value: 0.5 }
    Binding { target: Theme; property: "reducedMotion"; value: true }
    %s
}
"""


class Given(QObject):
    """What the component is given: words, and a try-on that does what the test says."""

    completed = Signal(str, dict)
    failed = Signal(str)

    words = Property("QVariantMap", lambda self: dict(WORDS["en"]), constant=True)

    def __init__(self) -> None:
        super().__init__()
        self.begun: list[str] = []
        self.heard: list[object] = []

    @Slot(str)
    def begin(self, product_id: str) -> None:
        self.begun.append(product_id)

    @Slot("QVariant")
    def hear(self, news: object) -> None:
        self.heard.append(news)


class Stage:
    """A window with one component on it."""

    def __init__(self, view: QQuickView, given: Given, item: QQuickItem) -> None:
        self.view, self.given, self.item = view, given, item

    def click(self, item: QQuickItem | None = None) -> None:
        item = item or self.item
        middle = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
        QTest.mouseClick(self.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
        QTest.qWait(1)

    def find(self, name: str) -> QQuickItem:
        return next(item for item in every_item(self.item) if item.objectName() == name)

    def words(self) -> set[str]:
        """All that can be read."""
        texts = (item.property("text") for item in every_item(self.item) if item.isVisible())
        return {text for text in texts if isinstance(text, str)} - {""}


MakeStage = Callable[[str], Stage]


@pytest.fixture
def stage(fonts: None, tmp_path: Path) -> Iterator[MakeStage]:
    views: list[QQuickView] = []

    def make(component: str) -> Stage:
        given, view = Given(), QQuickView()
        views.append(view)
        file = tmp_path / f"Stage{len(views)}.qml"
        file.write_text(STAGE % component, encoding="utf-8")
        view.engine().addImportPath(str(QML))
        view.setInitialProperties({"given": given})
        view.setSource(QUrl.fromLocalFile(str(file)))
        assert view.status() is QQuickView.Status.Ready, view.errors()
        view.show()
        assert QTest.qWaitForWindowExposed(view)
        return Stage(view, given, view.rootObject().property("tried"))

    yield make
    for view in views:
        view.setSource(QUrl())
        view.close()
        shiboken6.delete(view)
    QTest.qWait(1)


BUTTON = 'TryOnButton { id: made; x: 20; y: 20; productId: "alba"; tryOn: given %s }'


def test_the_try_on_button_says_that_it_starts_and_begins_the_product(stage):
    shown = stage(BUTTON % '; onTryOnStarted: given.hear("started")')
    shown.click()
    assert (shown.given.begun, shown.given.heard) == (["alba"], ["started"])
    assert "Starting Try-On…" in shown.words()


def test_the_try_on_button_takes_no_second_click_while_it_is_busy(stage):
    shown = stage(BUTTON % "")
    shown.click()
    shown.click()
    assert shown.given.begun == ["alba"]


def test_the_try_on_button_tells_the_result_of_its_own_product_only(stage):
    shown = stage(BUTTON % "; onTryOnCompleted: result => given.hear(result.verdict)")
    shown.click()
    shown.given.completed.emit("another", {})
    assert shown.given.heard == []
    shown.given.completed.emit("alba", {"verdict": "good"})
    assert shown.given.heard == ["good"]
    assert shown.item.property("busy") is False


def test_the_try_on_button_says_that_it_failed_and_may_be_tried_again(stage):
    shown = stage(BUTTON % "")
    shown.click()
    shown.given.failed.emit("alba")
    assert "Unable to start virtual try-on. Please try again." in shown.words()
    shown.click()
    assert shown.given.begun == ["alba", "alba"]
    assert shown.find("tryOnFailure").isVisible() is False


@pytest.mark.parametrize("variant", ["primary", "secondary"])
def test_each_size_of_the_try_on_button_is_larger_than_the_one_before(stage, variant):
    sizes = [
        stage(BUTTON % f'; variant: "{variant}"; size: "{size}"').item.height()
        for size in ("small", "medium", "large")
    ]
    assert sizes == sorted(set(sizes))
    assert sizes[0] >= 42


DETECTOR = "FaceShapeDetector { id: made; x: 20; y: 20; %s }"
OVAL = '[{"shape": "oval", "confidence": 0.62}, {"shape": "round", "confidence": 0.3}]'


def test_the_face_shape_detector_says_that_it_looks_until_it_knows(stage):
    assert WORDS["en"]["shape_busy"] in stage(DETECTOR % "").words()


def test_the_face_shape_detector_names_the_two_likeliest(stage):
    words = stage(DETECTOR % f"ranking: {OVAL}").words()
    assert "Oval" in words
    assert any("round" in word.lower() for word in words - {"Oval"})


def test_a_tap_on_the_face_shape_detector_says_why_and_how_sure(stage):
    shown = stage(DETECTOR % f'ranking: {OVAL}; reasons: ["Your jaw is narrow."]')
    shown.click()
    assert "Your jaw is narrow." in shown.words()
    assert any("62" in word for word in shown.words())


def test_the_face_shape_detector_says_what_went_wrong(stage):
    assert "No luck" in stage(DETECTOR % 'errorText: "No luck"').words()


MIRROR = "VirtualMirror { id: made; width: 500; height: 600; status: %s }"


@pytest.mark.parametrize(("status", "key"), [("'starting'", "mirror_starting"), ("'lost'", "camera_lost")])
def test_the_virtual_mirror_says_why_there_is_no_picture(stage, status, key):
    assert WORDS["en"][key] in stage(MIRROR % status).words()


def test_the_virtual_mirror_gives_a_hint_over_its_picture(stage):
    shown = stage(MIRROR % "'live'; hint: 'too_far'")
    assert WORDS["en"]["hint_too_far"] in shown.words()
    assert not shown.find("mirrorCover").isVisible()


SHELF = "ProductRecommendations { id: made; width: 500; height: 200; %s }"


def test_the_recommendations_wait_fail_and_can_be_asked_again(stage):
    assert stage(SHELF % "busy: true").find("shelfSkeleton").isVisible()
    shown = stage(SHELF % 'errorText: "No frames"; onRetryRequested: given.hear("again")')
    assert "No frames" in shown.words()
    shown.click(shown.find("shelfRetry"))
    assert shown.given.heard == ["again"]


CARDS = """model: ListModel { Component.onCompleted: {
    for (let i = 0; i < 40; ++i)
        append({ productId: "p" + i, name: "", brand: "", price: "", verdict: "", shot: "",
                 stockNote: "", reason: "" });
} }
onCardsInView: (first, last) => given.hear(first + " to " + last)"""


def test_the_recommendations_tell_which_cards_are_in_view(stage):
    shown = stage(SHELF % CARDS)
    QTest.qWait(20)
    assert re.fullmatch(r"0 to \d", shown.given.heard[-1])
    shelf = shown.find("shelfView")
    shelf.setProperty("contentX", shelf.property("contentWidth") - shelf.width())
    QTest.qWait(20)
    assert re.fullmatch(r"3\d to 39", shown.given.heard[-1])


RESULTS = "TryOnResults { id: made; width: 500; height: 600; %s }"
LOOKS = """model: ListModel {
    ListElement { lookId: 1; name: "Alba"; price: "€189"; verdict: "good"; picture: "" }
    ListElement { lookId: 2; name: "Nord"; price: "€149"; verdict: "too_wide"; picture: "" } }"""


def test_the_results_stand_side_by_side_and_can_be_chosen_and_dropped(stage):
    told = 'onChosen: id => given.hear("wear " + id)\n onDropped: id => given.hear("drop " + id)'
    shown = stage(RESULTS % f"{told}\n{LOOKS}")
    shown.click(shown.find("look_2"))
    shown.click(shown.find("drop_1"))
    assert shown.given.heard == ["wear 2", "drop 1"]


def test_the_results_say_that_they_come_that_there_are_none_and_what_failed(stage):
    assert WORDS["en"]["compare_busy"] in stage(RESULTS % "busy: true").words()
    assert WORDS["en"]["compare_empty"] in stage(RESULTS % "").words()
    assert "No luck" in stage(RESULTS % 'errorText: "No luck"').words()
