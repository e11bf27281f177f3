namespace CraneAnomaly.Tests.Layering.Planted.Capture;

/// <summary>What <see cref="Records.PlantedRecord"/> must not know.</summary>
internal sealed class PlantedCapture;
