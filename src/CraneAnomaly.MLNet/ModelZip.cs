using System.IO.Compression;
using Microsoft.ML;

namespace CraneAnomaly.MLNet;

/// <summary>ML.NET's model file without the time of its writing, so that learning twice gives the same bytes.</summary>
internal static class ModelZip
{
    // The first time a ZIP can hold.
    private static readonly DateTimeOffset s_noTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Save(MLContext context, ITransformer model, int d)
    {
        using var stream = new MemoryStream();
        context.Model.Save(model, FeatureRows.Schema(d), stream);
        return WithoutTimes(stream.ToArray());
    }

    private static byte[] WithoutTimes(byte[] model)
    {
        using var output = new MemoryStream();
        using (var source = new ZipArchive(new MemoryStream(model)))
        using (var target = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in source.Entries.OrderBy(e => e.FullName, StringComparer.Ordinal))
            {
                var copy = target.CreateEntry(entry.FullName, CompressionLevel.Optimal);
                copy.LastWriteTime = s_noTime;
                using var from = entry.Open();
                using var to = copy.Open();
                from.CopyTo(to);
            }
        }

        return output.ToArray();
    }
}
