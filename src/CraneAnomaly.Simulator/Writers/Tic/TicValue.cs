using System.Text;
using System.Text.Encodings.Web;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Writers.Tic;

/// <summary>The values of TIC 4.0 messages, as JSON.</summary>
internal static class TicValue
{
    /// <summary>No value but a text is longer.</summary>
    public const int MaxLength = FixedDecimal.MaxLength;

    private static readonly SignalType[] Types =
        [.. Enumerable.Range(0, SignalCatalog.Count).Select(i => SignalCatalog.Type(new Signal(i)))];

    /// <summary>Whether a crane reports the signal at this moment.</summary>
    public static bool Has(CraneSample sample, int place, bool anchor) =>
        anchor ? !double.IsNaN(sample.Anchors[place])
        : Types[place] == SignalType.Text ? sample.Texts[place] is not null
        : !double.IsNaN(sample.Numbers[place]);

    /// <summary>Writes a value that is there.</summary>
    public static void Write(TextFile file, CraneSample sample, int place, bool anchor)
    {
        if (Types[place] == SignalType.Text && !anchor)
        {
            file.Write("\""u8);
            file.Write(JavaScriptEncoder.Default.Encode(sample.Texts[place]!));
            file.Write("\""u8);
            return;
        }

        double value = anchor ? sample.Anchors[place] : sample.Numbers[place];
        if (Types[place] == SignalType.Flag) file.Write(value != 0 ? "true"u8 : "false"u8);
        else file.Advance(FixedDecimal.Write(file.Room(MaxLength), value, Precision.Decimals[place]));
    }

    /// <summary>A name as JSON has it, with its quotes.</summary>
    public static byte[] Name(string name) => Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.Default.Encode(name)}\"");
}
