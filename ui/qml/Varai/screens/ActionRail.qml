// Photo, compare, freeze, favourite: a column beside the face, a row within reach.
import QtQuick
import Varai

Grid {
    id: root

    required property var kiosk
    property bool asRow: false
    property real diameter: Theme.px(asRow ? 88 : 108)

    objectName: "actionRail"
    columns: asRow ? 4 : 1
    spacing: Theme.px(asRow ? 20 : 26)

    RoundButton {
        objectName: "photoButton"
        diameter: root.diameter
        onPicture: !root.asRow
        glyph: "photo"
        text: Words.text.action_photo
        enabled: root.kiosk.mirror.canKeep
        onClicked: root.kiosk.looks.keep()
    }

    RoundButton {
        objectName: "compareButton"
        diameter: root.diameter
        onPicture: !root.asRow
        glyph: "compare"
        badge: root.kiosk.looks.count
        text: Words.text.action_compare
        onClicked: root.kiosk.looks.compare()
    }

    RoundButton {
        objectName: "freezeButton"
        diameter: root.diameter
        onPicture: !root.asRow
        glyph: root.kiosk.mirror.frozen ? "thaw" : "freeze"
        checked: root.kiosk.mirror.frozen
        enabled: root.kiosk.mirror.frozen || root.kiosk.mirror.canKeep
        text: root.kiosk.mirror.frozen ? Words.text.action_thaw : Words.text.action_freeze
        onClicked: root.kiosk.mirror.toggleFreeze()
    }

    RoundButton {
        objectName: "favouriteButton"
        diameter: root.diameter
        onPicture: !root.asRow
        glyph: "heart"
        glyphFilled: root.kiosk.shelf.favourite
        checked: root.kiosk.shelf.favourite
        text: root.kiosk.shelf.favourite ? Words.text.action_unfavourite : Words.text.action_favourite
        onClicked: root.kiosk.shelf.toggleFavourite()
    }
}
