using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Benchmarks.Traffic;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary><c>generate FILE</c>: writes the polling of a plant as a capture, for those who have none.</summary>
internal static class GenerateVerb
{
    private const int FileHeader = 24;

    public static int Run(VerbArguments arguments)
    {
        string path = arguments.Value(0, "the file to write");
        long wanted = arguments.Number("megabytes", 200) * 1_000_000L;
        var capture = new PollingCapture(arguments.Number("flows", 2_048), PollingCapture.Cycle, wide: true);
        using var file = File.Create(path);
        file.Write(capture.Bytes, 0, FileHeader);
        var segments = new UntidySegments(file);
        for (; file.Position < wanted; capture.Advance())
        {
            for (int i = 0; i < capture.Packets && file.Position < wanted; i++)
                segments.Write(capture.Describe(i).TimestampNs, capture.Frame(i), isResponse: i % 2 != 0);
        }

        Console.WriteLine(Report.Text($"{path}: {file.Position:N0} bytes, {segments.Packets:N0} packets"));
        return 0;
    }
}
