package io.ringflow.model.text;

/** The distance between two words, to suggest the word that was meant. */
public final class EditDistance {

    private EditDistance() {}

    /** Returns true if a word at this distance was probably meant: a third of it may differ. */
    public static boolean near(String word, int distance) {
        return distance <= Math.max(1, word.length() / 3);
    }

    /** The Levenshtein distance, ignoring case. */
    public static int between(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                char x = Character.toLowerCase(a.charAt(i - 1));
                char y = Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (x == y ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
