#version 330 core
// The face takes the shadow of the glasses.
layout(location = 0) in vec3 a_place_mm;  // camera frame
uniform mat4 u_clip_from_camera;
uniform mat4 u_eyewear_from_camera;
uniform vec3 u_front_mm;      // z of the front: x + y * height + z * width squared
uniform vec2 u_light_slope;   // how far the light comes from the right and from above, for one unit from the front
uniform vec4 u_place_from_mm; // of the coverage map
out vec2 v_place;
out vec4 v_weights;

const float SHARPEST_MM = 0.8;
const float STEP = 2.4;  // each channel of the coverage map is so much softer than the one before

void main() {
    vec4 clip = u_clip_from_camera * vec4(a_place_mm, 1.0);
    gl_Position = vec4(clip.x, -clip.y, clip.zw);  // the picture's first row is the upper one

    vec3 skin_mm = (u_eyewear_from_camera * vec4(a_place_mm, 1.0)).xyz;
    float front = u_front_mm.x + u_front_mm.y * skin_mm.y + u_front_mm.z * skin_mm.x * skin_mm.x;
    float behind_mm = clamp(front - skin_mm.z, 0.0, 40.0);
    vec2 caster = skin_mm.xy + u_light_slope * behind_mm;
    v_place = caster * u_place_from_mm.xy + u_place_from_mm.zw;
    float softness = log(1.0 + 0.22 * behind_mm / SHARPEST_MM) / log(STEP);
    vec4 level = max(1.0 - abs(vec4(0.0, 1.0, 2.0, 3.0) - min(softness, 3.0)), 0.0);
    float depth = 0.30 * exp(-behind_mm / 4.0) + 0.62 * exp(-behind_mm / 45.0);
    v_weights = level * depth;
}
