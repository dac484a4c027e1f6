#version 330 core
uniform float u_cover;
out vec4 o_colour;

void main() {
    o_colour = vec4(u_cover);
}
