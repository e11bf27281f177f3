using System.Globalization;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Capture.Files;

public class ReferenceCaptureTests
{
    [Fact]
    public void Read_EveryReferenceCapture_GivesThePacketsOfTheManifest()
    {
        var wrong = new List<string>();
        int files = 0;
        foreach (string line in File.ReadLines(Shared.Capture("MANIFEST.tsv")).Skip(1))
        {
            string[] columns = line.Split('\t');
            Recording read = Recording.OfFile(Shared.Capture(columns[0]));
            files++;
            long expected = long.Parse(columns[1], CultureInfo.InvariantCulture);
            if (read.Packets.Count != expected || read.Result!.Packets != expected || read.Result.End != CaptureEnd.Complete)
                wrong.Add($"{columns[0]}: {read.Packets.Count} of {expected}, {read.Result}");
        }

        Assert.Empty(wrong);
        Assert.Equal(655, files);
    }
}
