#version 330 core
// The glasses over the picture: premultiplied.
uniform sampler2D u_glasses;
uniform float u_opacity;
in vec2 v_place;
out vec4 o_colour;

void main() {
    o_colour = texture(u_glasses, v_place) * u_opacity;
}
