#version 330 core
// The camera picture as it is. Nothing but one lookup: the software rasteriser then takes its fastest road.
uniform sampler2D u_picture;
in vec2 v_place;
out vec4 o_colour;

void main() {
    o_colour = texture(u_picture, v_place);
}
