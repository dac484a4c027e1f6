#version 330 core
// A rectangle with the part of the camera picture it shows.
uniform vec4 u_part;   // left, top, right, bottom in texture coordinates
uniform vec4 u_place;  // where they lie in clip space; left and right swapped: mirrored
out vec2 v_place;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    v_place = mix(u_part.xy, u_part.zw, corner);
    gl_Position = vec4(mix(u_place.xy, u_place.zw, corner), 0.0, 1.0);
}
