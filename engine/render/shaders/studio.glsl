// Light from the room: one octahedral map a roughness, in view axes (x right, y up, z to the camera).
uniform sampler2DArray u_studio;  // square root of light over STUDIO_BRIGHTEST
const float STUDIO_LEVELS = 6.0;
const float STUDIO_BRIGHTEST = 16.0;

vec3 view_axes(vec3 camera) {
    return vec3(camera.x, -camera.y, -camera.z);
}

vec3 studio(vec3 direction, float level) {
    vec3 d = direction / (abs(direction.x) + abs(direction.y) + abs(direction.z));
    vec2 folded = (1.0 - abs(d.yx)) * vec2(d.x < 0.0 ? -1.0 : 1.0, d.y < 0.0 ? -1.0 : 1.0);
    vec2 place = d.z >= 0.0 ? d.xy : folded;
    vec3 root = texture(u_studio, vec3(place * 0.5 + 0.5, level)).rgb;
    return root * root * STUDIO_BRIGHTEST;
}

vec3 studio_on_matt(vec3 normal) {
    return studio(normal, STUDIO_LEVELS - 1.0);
}

// Behind a surface that looks at the head there is skin and shade, not the room.
float open_to_room(vec3 direction) {
    return mix(0.3, 1.0, smoothstep(-0.7, 0.1, direction.z));
}
