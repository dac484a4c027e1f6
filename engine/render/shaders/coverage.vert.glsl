#version 330 core
// Eyewear seen straight from the front, without perspective.
layout(location = 0) in vec3 a_position_mm;
uniform vec4 u_clip_from_mm;  // scale and offset

void main() {
    gl_Position = vec4(a_position_mm.xy * u_clip_from_mm.xy + u_clip_from_mm.zw, 0.0, 1.0);
}
