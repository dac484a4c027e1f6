#version 330 core
// Our own video through a lens, with what the lens reflects. What is drawn behind it already (a temple, the far side
// of the rim) is dimmed by the second output instead.
#include "srgb.glsl"
uniform sampler2D u_picture;
uniform vec4 u_picture_from_pixel;
in vec3 v_reflected;
in vec3 v_passes;
in vec2 v_bend;
layout(location = 0, index = 0) out vec4 o_seen;
layout(location = 0, index = 1) out vec4 o_passes;

void main() {
    vec2 place = gl_FragCoord.xy * u_picture_from_pixel.xy + u_picture_from_pixel.zw;
    vec3 behind = linear_from_srgb(texture(u_picture, place + v_bend).rgb);
    o_seen = vec4(srgb_from_linear(behind * v_passes + v_reflected), 1.0);
    o_passes = vec4(sqrt(v_passes), 1.0);
}
