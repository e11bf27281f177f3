namespace CraneAnomaly.Simulator.Quay;

/// <summary>
/// Container numbers after ISO 6346: owner, category U, serial, check digit. The owners are invented.
/// </summary>
internal static class ContainerIds
{
    private static readonly string[] Owners = ["NORU", "VESU", "ALTU", "ORIU", "PELU", "QAAU", "BORU", "SULU"];

    /// <summary>Number of shipping lines.</summary>
    public static int Lines => Owners.Length;

    /// <summary>Owner code of a shipping line.</summary>
    public static string Owner(int line) => Owners[line];

    public static string Create(int line, int serial)
    {
        Span<char> text = stackalloc char[11];
        Owners[line].CopyTo(text);
        for (int i = 9; i >= 4; i--, serial /= 10) text[i] = (char)('0' + (serial % 10));
        text[10] = CheckDigit(text[..10]);
        return new string(text);
    }

    /// <summary>
    /// ISO 6346 annex A: letters count from 10 without the multiples of 11, weights are powers of two.
    /// </summary>
    public static char CheckDigit(ReadOnlySpan<char> text)
    {
        int sum = 0;
        for (int i = 0; i < 10; i++)
        {
            int value = text[i] - '0';
            if (text[i] >= 'A')
            {
                int letter = text[i] - 'A';
                value = letter + 10 + ((letter + 9) / 10);
            }

            sum += value << i;
        }

        return (char)('0' + (sum % 11 % 10));
    }
}
