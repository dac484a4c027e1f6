#version 330 core
uniform sampler2D u_picture;
uniform float u_opacity;
in vec2 v_place;
out vec4 o_colour;

void main() {
    o_colour = vec4(texture(u_picture, v_place).rgb, u_opacity);
}
