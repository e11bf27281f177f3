using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Benchmarks.Traffic;

namespace CraneAnomaly.Benchmarks.Comparison;

/// <summary><c>generate FILE</c>: writes normal polling as a capture, for those who have none.</summary>
internal static class GenerateVerb
{
    private const int FileHeader = 24;

    public static int Run(VerbArguments arguments)
    {
        string path = arguments.Value(0, "the file to write");
        long wanted = arguments.Number("megabytes", 200) * 1_000_000L;
        var capture = new PollingCapture(arguments.Number("flows", 256), polls: 16 * PollingCapture.Cycle);
        using var file = File.Create(path);
        file.Write(capture.Bytes, 0, FileHeader);
        long packets = 0;
        while (file.Position < wanted)
        {
            file.Write(capture.Bytes.AsSpan(FileHeader));
            packets += capture.Packets;
            capture.Advance();
        }

        Console.WriteLine(Report.Text($"{path}: {file.Position:N0} bytes, {packets:N0} packets"));
        return 0;
    }
}
