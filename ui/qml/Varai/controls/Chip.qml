// A choice among others: dark when chosen.
import QtQuick
import Varai

Pill {
    step: 26
    sidePadding: Theme.px(30)
    checkable: true
    Accessible.role: Accessible.RadioButton
    Accessible.checkable: true
    Accessible.checked: checked
}
