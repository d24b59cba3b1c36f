/// What the processor says of itself: everything that LLVM reads to name it and its instructions.
#include "komodo_runtime.h"

#define EXTENDED 0x80000000u
#define OSXSAVE (1u << 27)

/// Leaf 1, EBX: the number of the core that was asked.
#define CORE_NUMBER 0xff000000u

typedef struct {
    uint32_t leaf;
    uint32_t subleaf;
} komodo_question;

/// source: LLVM 20.1, llvm/lib/TargetParser/Host.cpp, getHostCPUName and getHostCPUFeatures; and
/// the processor's name in words, leaves 0x80000002 to 0x80000004.
static const komodo_question questions[] = {
    {0, 0},    {1, 0},         {7, 0},         {7, 1},         {7, 2},
    {0xd, 0},  {0xd, 1},       {0x14, 0},      {0x19, 0},      {0x1e, 0},
    {0x1e, 1}, {0x24, 0},      {EXTENDED, 0},  {0x80000001, 0}, {0x80000002, 0},
    {0x80000003, 0}, {0x80000004, 0}, {0x80000008, 0}, {0x80000021, 0},
};

#define QUESTIONS (sizeof questions / sizeof questions[0])
#define WORDS_OF_ANSWER 4

static void ask(komodo_question question, uint32_t answer[WORDS_OF_ANSWER]) {
    __asm__ volatile("cpuid"
                     : "=a"(answer[0]), "=b"(answer[1]), "=c"(answer[2]), "=d"(answer[3])
                     : "a"(question.leaf), "c"(question.subleaf));
}

static uint32_t last(uint32_t first) {
    uint32_t answer[WORDS_OF_ANSWER];
    ask((komodo_question){first, 0}, answer);
    return answer[0];
}

static uint64_t enabled_state(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

int64_t komodo_processor_facts(uint32_t *facts, int64_t most) {
    int64_t words = WORDS_OF_ANSWER * QUESTIONS + 2;
    if (most < words) return words;
    uint32_t last_basic = last(0);
    uint32_t last_extended = last(EXTENDED);
    uint64_t state = 0;
    for (uint64_t q = 0; q < QUESTIONS; q++) {
        uint32_t *answer = facts + WORDS_OF_ANSWER * q;
        uint32_t leaf = questions[q].leaf;
        if (leaf > (leaf < EXTENDED ? last_basic : last_extended)) {
            answer[0] = answer[1] = answer[2] = answer[3] = 0; // what a leaf past the last says is undefined
            continue;
        }
        ask(questions[q], answer);
        if (leaf == 1) {
            answer[1] &= ~CORE_NUMBER;
            if (answer[2] & OSXSAVE) state = enabled_state();
        }
    }
    facts[words - 2] = (uint32_t)state;
    facts[words - 1] = (uint32_t)(state >> 32);
    return words;
}
