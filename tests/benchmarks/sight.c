/* The workload of `evosim bench sight` in C: brains of a cortex with one rule see a window, keep a map, and think on
 * before each step, in blocks of L = 16 lives.
 *
 * Of the map only what it makes of the drives of units is kept: a cell that comes into view is worked out once, and no
 * other. A sheet at rest is left alone, asked after 4, 8, 16 … ticks. Planes are (N, C, K), without that of what was
 * not seen, which is the last. A genome is the rule (self, near, bias, drive of each plane), then the gain.
 */
#include "sheet.h"

static float drive(const float *restrict rule, const float *restrict planes, int kinds, float unseen)
{
    float sum = rule[2];
    for (int k = 0; k < kinds; k++)
        sum += rule[3 + k] * (planes ? planes[k] : 0.0f);
    return sum + rule[3 + kinds] * unseen;
}

static void reveal(const float *restrict rule, const float *restrict planes, const struct world *world, int sight,
                   int cell, int l, float driven[restrict][L])
{
    const int size = world->size, stride = size + 2;
    const int y = cell / stride - 1, x = cell % stride - 1;
    const int top = y > sight ? y - sight : 0, bottom = y + sight < size ? y + sight : size - 1;
    const int left = x > sight ? x - sight : 0, right = x + sight < size ? x + sight : size - 1;
    for (int i = top; i <= bottom; i++)
        for (int j = left; j <= right; j++)
            driven[i * size + j][l] =
                drive(rule, planes + ((i + 1) * stride + j + 1) * world->kinds, world->kinds, 0.0f);
}

static int same(int count, const float *restrict one, const float *restrict other)
{
    int differ = 0;
    for (int i = 0; i < count; i++)
        differ |= one[i] != other[i];
    return !differ;
}

void sight(int brains, int genes, const float *genomes, const struct world *world, int ticks, int sight, double *score)
{
    const int size = world->size, stride = size + 2, units = size * size, cells = stride * stride;
    const int starts = world->starts, kinds = world->kinds, lives = world->arenas * starts;
    const int moves[4] = {-stride, 1, stride, -1};
#pragma omp parallel
    {
    float(*const sheets)[L] = aligned_alloc(64, sizeof(float[L]) * (2 * cells + units));
    float(*const sheet[2])[L] = {sheets, sheets + cells};
    float(*const driven)[L] = sheets + 2 * cells;
    memset(sheets, 0, sizeof(float[L]) * 2 * cells); /* the ring stays at rest */
#pragma omp for schedule(static)
    for (int p = 0; p < brains; p++) {
        const float *genome = genomes + (int64_t)p * genes;
        const float gain = genome[4 + kinds], hidden = drive(genome, NULL, kinds, 1.0f);
        double total = 0.0;
        for (int first = 0; first < lives; first += L) {
            const int most = lives - first < L ? lives - first : L;
            int going[L], here[L], closest[L], won[L] = {0}, now = 0, count = most;
            for (int q = 0; q < units; q++)
                for (int l = 0; l < L; l++)
                    driven[q][l] = hidden;
            for (int l = 0; l < most; l++) {
                const int64_t n = (first + l) / starts;
                going[l] = l;
                here[l] = world->begins[first + l];
                closest[l] = world->distance[n * cells + here[l]];
                reveal(genome, world->planes + n * cells * kinds, world, sight, here[l], l, driven);
            }
            memset(sheet[0], 0, sizeof(float[L]) * cells);
            for (int t = 0; t < world->steps && count; t++) {
                for (int i = 1, look = 4; i <= ticks; i++) {
                    tick(genome[0], genome[1], size, driven, sheet[now], sheet[1 - now]);
                    now = 1 - now;
                    if (i == look) {
                        look *= 2;
                        if (same(cells * L, *sheet[0], *sheet[1]))
                            break;
                    }
                }
                int left = 0;
                for (int i = 0; i < count; i++) {
                    const int l = going[i], next = here[l] + moves[choose(sheet[now], here[l], stride, l, gain)];
                    const int64_t n = (first + l) / starts, at = n * cells + next;
                    if (!world->walls[at]) {
                        here[l] = next;
                        const int far = world->distance[at];
                        if (far >= 0 && (closest[l] < 0 || far < closest[l]))
                            closest[l] = far;
                        won[l] = world->touch[at] != 0;
                        if (won[l])
                            continue;
                        reveal(genome, world->planes + n * cells * kinds, world, sight, next, l, driven);
                    }
                    going[left++] = l;
                }
                count = left;
            }
            for (int l = 0; l < most; l++) {
                const int64_t n = (first + l) / starts;
                total += earned(world, won[l], world->distance[n * cells + world->begins[first + l]], closest[l]);
            }
        }
        score[p] = total / lives;
    }
    free(sheets);
    }
}
