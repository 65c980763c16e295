/* A sheet of units with one rule, L of them side by side, and the greedy readout. Q units, C cells with the ring. */
#include "world.h"

static void tick(float self, float near, int size, float driven[restrict][L], float old[restrict][L],
                 float new[restrict][L])
{
    const int stride = size + 2;
    for (int y = 0; y < size; y++) {
        const int row = (y + 1) * stride + 1;
        for (int x = 0; x < size; x++) {
            const int c = row + x;
            for (int l = 0; l < L; l++) {
                const float sum = (old[c - stride][l] + old[c + stride][l]) + (old[c - 1][l] + old[c + 1][l]);
                float v = (self * old[c][l] + near * sum) + driven[y * size + x][l];
                v = v > 0.0f ? v : 0.0f;
                new[c][l] = v < 1.0f ? v : 1.0f;
            }
        }
    }
}

static int choose(float sheet[restrict][L], int c, int stride, int l, float gain)
{
    float seen[5] = {sheet[c - stride][l], sheet[c + 1][l], sheet[c + stride][l], sheet[c - 1][l], sheet[c][l]};
    float largest = 0.0f;
    for (int i = 0; i < 5; i++)
        largest = seen[i] > largest ? seen[i] : largest;
    int action = 0;
    float best = 0.0f;
    for (int a = 0; a < 4; a++) {
        const float wish = 0.0f + gain * (largest > 0.0f ? seen[a] / largest : 0.0f);
        if (a == 0 || wish > best) {
            best = wish;
            action = a;
        }
    }
    return action;
}
