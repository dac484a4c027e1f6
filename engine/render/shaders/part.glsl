// A part of the eyewear, placed in the camera frame (x right, y down, z away; mm).
layout(location = 0) in vec3 a_position_mm;
layout(location = 1) in vec3 a_normal;
layout(location = 2) in vec2 a_uv;
uniform mat4 u_camera_from_part;
uniform mat4 u_clip_from_camera;

vec3 camera_mm() {
    return (u_camera_from_part * vec4(a_position_mm, 1.0)).xyz;
}

vec3 camera_normal() {
    return mat3(u_camera_from_part) * a_normal;
}
