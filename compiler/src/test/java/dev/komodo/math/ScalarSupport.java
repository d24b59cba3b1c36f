package dev.komodo.math;

/// The machine operations that [ScalarCode] calls, one lane at a time, under the names of the loop
/// language's kinds.
public final class ScalarSupport {
    private ScalarSupport() {}

    public static float negate(float a) {
        return -a;
    }

    public static double negate(double a) {
        return -a;
    }

    public static float abs(float a) {
        return Math.abs(a);
    }

    public static double abs(double a) {
        return Math.abs(a);
    }

    public static float sqrt(float a) {
        return (float) Math.sqrt(a);
    }

    public static double sqrt(double a) {
        return Math.sqrt(a);
    }

    public static double roundEven(double a) {
        return Math.rint(a);
    }

    public static double floor(double a) {
        return Math.floor(a);
    }

    public static float truncate(float a) {
        return (float) truncate((double) a);
    }

    public static double truncate(double a) {
        return a < 0 ? Math.ceil(a) : Math.floor(a);
    }

    public static boolean not(boolean a) {
        return !a;
    }

    public static float remainder(float a, float b) {
        return a % b;
    }

    public static double remainder(double a, double b) {
        return a % b;
    }

    public static int remainder(int a, int b) {
        return b == 0 || b == -1 ? 0 : a % b;
    }

    public static long remainder(long a, long b) {
        return b == 0 || b == -1 ? 0 : a % b;
    }

    public static int add(int a, int b) {
        return a + b;
    }

    public static long add(long a, long b) {
        return a + b;
    }

    public static int subtract(int a, int b) {
        return a - b;
    }

    public static long subtract(long a, long b) {
        return a - b;
    }

    public static int multiply(int a, int b) {
        return a * b;
    }

    public static long multiply(long a, long b) {
        return a * b;
    }

    public static int and(int a, int b) {
        return a & b;
    }

    public static long and(long a, long b) {
        return a & b;
    }

    public static boolean and(boolean a, boolean b) {
        return a && b;
    }

    public static int or(int a, int b) {
        return a | b;
    }

    public static long or(long a, long b) {
        return a | b;
    }

    public static boolean or(boolean a, boolean b) {
        return a || b;
    }

    public static int xor(int a, int b) {
        return a ^ b;
    }

    public static long xor(long a, long b) {
        return a ^ b;
    }

    public static boolean xor(boolean a, boolean b) {
        return a ^ b;
    }

    public static int shiftLeft(int a, int b) {
        return b < 0 || b > 31 ? 0 : a << b;
    }

    public static long shiftLeft(long a, long b) {
        return b < 0 || b > 63 ? 0 : a << b;
    }

    public static int shiftRight(int a, int b) {
        return a >> (b < 0 || b > 31 ? 31 : b);
    }

    public static long shiftRight(long a, long b) {
        return a >> (b < 0 || b > 63 ? 63 : b);
    }

    public static int shiftRightLogical(int a, int b) {
        return b < 0 || b > 31 ? 0 : a >>> b;
    }

    public static long shiftRightLogical(long a, long b) {
        return b < 0 || b > 63 ? 0 : a >>> b;
    }

    public static int bits(float a) {
        return Float.floatToRawIntBits(a);
    }

    public static float bits(int a) {
        return Float.intBitsToFloat(a);
    }

    public static long bits(double a) {
        return Double.doubleToRawLongBits(a);
    }

    public static double bits(long a) {
        return Double.longBitsToDouble(a);
    }

    public static boolean equal(float a, float b) {
        return a == b;
    }

    public static boolean equal(double a, double b) {
        return a == b;
    }

    public static boolean equal(int a, int b) {
        return a == b;
    }

    public static boolean equal(long a, long b) {
        return a == b;
    }

    public static float scale(float value, float power) {
        return Math.abs(power) < Float.POSITIVE_INFINITY
                ? Math.scalb(value, (int) Math.floor(power))
                : value * (power < 0 ? 0 : power);
    }

    public static double scale(double value, double power) {
        return Math.abs(power) < Double.POSITIVE_INFINITY
                ? Math.scalb(value, (int) Math.floor(power))
                : value * (power < 0 ? 0 : power);
    }

    public static boolean notEqual(float a, float b) {
        return a != b;
    }

    public static boolean notEqual(double a, double b) {
        return a != b;
    }

    public static boolean notEqual(int a, int b) {
        return a != b;
    }

    public static boolean notEqual(long a, long b) {
        return a != b;
    }

    public static boolean less(float a, float b) {
        return a < b;
    }

    public static boolean less(double a, double b) {
        return a < b;
    }

    public static boolean less(int a, int b) {
        return a < b;
    }

    public static boolean less(long a, long b) {
        return a < b;
    }
}
