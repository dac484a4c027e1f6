#version 330 core
// The head: hides what is behind it.
layout(location = 0) in vec3 a_hiding_mm;   // set back under the skin
uniform mat4 u_clip_from_camera;

void main() {
    gl_Position = u_clip_from_camera * vec4(a_hiding_mm, 1.0);
}
