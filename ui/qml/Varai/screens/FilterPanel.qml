// Narrows the shelf.
import QtQuick
import Varai

Panel {
    id: root

    required property var kiosk
    readonly property var shelf: kiosk.shelf

    title: Words.text.filter

    Flow {
        width: parent.width
        spacing: Theme.apart

        Chip {
            objectName: "filterFitting"
            visible: root.kiosk.visit.withCamera
            checkable: false
            checked: root.shelf.onlyFitting
            text: Words.text.filter_fitting
            onClicked: root.shelf.onlyFitting = !root.shelf.onlyFitting
        }

        Chip {
            objectName: "filterFavourites"
            checkable: false
            checked: root.shelf.onlyFavourites
            text: Words.text.filter_favourites
            onClicked: root.shelf.onlyFavourites = !root.shelf.onlyFavourites
        }
    }

    Label {
        text: Words.text.filter_shape
        font.weight: Font.DemiBold
    }

    Flow {
        width: parent.width
        spacing: Theme.apart

        Repeater {
            model: root.shelf.shapeChoices

            Chip {
                required property var modelData

                objectName: "shape_" + modelData.key
                checkable: false
                checked: modelData.chosen
                text: Words.of("frame_" + modelData.key)
                onClicked: root.shelf.toggleShape(modelData.key)
            }
        }
    }

    Label {
        text: Words.text.filter_material
        font.weight: Font.DemiBold
    }

    Flow {
        width: parent.width
        spacing: Theme.apart

        Repeater {
            model: root.shelf.materialChoices

            Chip {
                required property var modelData

                objectName: "material_" + modelData.key
                checkable: false
                checked: modelData.chosen
                text: Words.of("material_" + modelData.key)
                onClicked: root.shelf.toggleMaterial(modelData.key)
            }
        }
    }

    Flow {
        width: parent.width
        spacing: Theme.apart

        Pill {
            objectName: "filterShow"
            look: "ink"
            text: Words.fill(Words.text.filter_show, { "count": root.shelf.count })
            onClicked: root.close()
        }

        Pill {
            objectName: "filterClear"
            look: "outline"
            text: Words.text.filter_clear
            onClicked: root.shelf.clearFilter()
        }
    }
}
