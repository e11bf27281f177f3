using Microsoft.Win32.SafeHandles;

namespace CraneAnomaly.Sinks.Spool;

/// <summary>Where a frame lies in its file.</summary>
internal readonly record struct FramePlace(FrameHead Head, long Offset, int Length);

/// <summary>One file of the spool and where its alerts lie. The file is named after the number of its first alert.</summary>
internal sealed class SpoolSegment(string path, SafeFileHandle file, long first) : IDisposable
{
    public const string Extension = ".spool";

    public string Path { get; } = path;

    public SafeFileHandle File { get; } = file;

    /// <summary>Number of the first alert that it was made for.</summary>
    public long First { get; } = first;

    /// <summary>Number of the last alert in it; one before the first while it has none.</summary>
    public long Last { get; private set; } = first - 1;

    /// <summary>Bytes of whole frames.</summary>
    public long Length { get; set; }

    /// <summary>Frames of alerts, or of alerts that are gone, by their number.</summary>
    public List<FramePlace> Places { get; } = [];

    public long Alerts { get; private set; }

    public static string NameOf(string folder, long first) => System.IO.Path.Combine(folder, $"{first:D20}{Extension}");

    public void Add(FramePlace place)
    {
        Places.Add(place);
        Last = Math.Max(Last, place.Head.Last);
        if (place.Head.Kind == FrameKind.Alert) Alerts++;
    }

    /// <summary>Index of the first frame that holds this number or a later one; their count when there is none.</summary>
    public int IndexOf(long sequence)
    {
        int low = 0, high = Places.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Places[middle].Head.Last < sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>The frame at a place, header and all.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public byte[] Read(FramePlace place)
    {
        byte[] frame = new byte[place.Length];
        int read = 0;
        while (read < frame.Length)
        {
            int count = RandomAccess.Read(File, frame.AsSpan(read), place.Offset + read);
            if (count == 0) throw new IOException($"{Path}: ends before the alert at {place.Offset}.");
            read += count;
        }

        return frame;
    }

    public void Dispose() => File.Dispose();

    public void Delete()
    {
        File.Dispose();
        System.IO.File.Delete(Path);
    }
}
