#version 330 core
// The head hides what is behind it.
layout(location = 0) in vec3 a_place_mm;  // camera frame
layout(location = 1) in float a_gives_way;
uniform mat4 u_clip_from_camera;
uniform float u_set_back_mm;  // temples and pads may sink so far into the skin

void main() {
    vec4 clip = u_clip_from_camera * vec4(a_place_mm, 1.0);
    vec3 deeper = a_place_mm * (1.0 + u_set_back_mm * a_gives_way / length(a_place_mm));
    vec4 hidden = u_clip_from_camera * vec4(deeper, 1.0);
    gl_Position = vec4(clip.xy, hidden.z / hidden.w * clip.w, clip.w);
}
